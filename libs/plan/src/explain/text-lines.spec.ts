import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maxColumns, wrapped } from './text-lines.ts';

describe('lines of an explanation', () => {
  it('stand at their column, with a label in front of the first', () => {
    expect(wrapped('a b', 5, '  1')).toEqual(['  1  a b']);
    expect(wrapped('a b', 3)).toEqual(['   a b']);
    expect(wrapped('text', 4, '  a label')).toEqual(['  a label', '    text']);
  });

  it('break a word that is longer than a line behind a dot or a slash', () => {
    const name = `${'package.'.repeat(11)}Service/Method`;
    expect(wrapped(name, 2)).toEqual([`  ${'package.'.repeat(11)}Service/`, '  Method']);
  });

  it('are never longer than they may be, and lose nothing', () => {
    const words = fc.array(fc.stringMatching(/^[a-z./]{1,250}$/), { maxLength: 12 });
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 0, max: 40 }),
        fc.stringMatching(/^[a-z.]{0,160}$/),
        (text, indent, label) => {
          const lines = wrapped(text.join(' '), indent, label);
          expect(Math.max(0, ...lines.map(({ length }) => length))).toBeLessThanOrEqual(maxColumns);
          expect(lines.join('').replace(/ /g, '')).toBe(label + text.join(''));
        },
      ),
    );
  });
});
