import { describe, expect, it } from '@jest/globals';
import { didYouMean, nearestName } from './nearest-name.ts';

describe('nearestName', () => {
  it.each([
    ['respons', 'response'],
    ['upstream_metdata', 'upstream_metadata'],
    ['WITHIN', 'within'],
    ['gpas', 'gaps'],
  ])('finds what %s was to be', (name, nearest) => {
    expect(nearestName(name, ['response', 'upstream_metadata', 'within', 'gaps'])).toBe(nearest);
  });

  it('finds nothing where nothing is near', () => {
    expect(nearestName('colour', ['response', 'within'])).toBeUndefined();
    expect(didYouMean('colour', ['response', 'within'])).toBe('');
  });
});
