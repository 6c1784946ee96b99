import { describe, expect, it } from '@jest/globals';
import { slug } from './slug.ts';

describe('slug', () => {
  it.each([
    ['The Wizard of Oz', 'the-wizard-of-oz'],
    ["Let's Talk About Sex", 'lets-talk-about-sex'],
    ['20,000 Leagues Under the Sea', '20-000-leagues-under-the-sea'],
    ['Léon', 'leon'],
    ['  The Helix...  Loaded ', 'the-helix-loaded'],
    ['???', ''],
  ])('of %j is %j', (text, expected) => {
    expect(slug(text)).toBe(expected);
  });
});
