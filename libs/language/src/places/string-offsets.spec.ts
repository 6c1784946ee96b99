import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeInString } from './string-offsets.ts';

/** The place of each unit of a value, as what stands there in the text. */
function places(text: string, length: number): string[] {
  const literals = [...text.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g)].map(({ 0: all, index }) => ({
    start: index,
    end: index + all.length,
  }));
  return Array.from({ length: length + 1 }, (_, offset) =>
    text.slice(placeInString(text, literals, offset)).slice(0, 1),
  );
}

describe('placeInString', () => {
  it.each([
    ['"abc"', 3, ['a', 'b', 'c', '"']],
    [`'a' "bc"`, 3, ['a', 'b', 'c', '"']],
    [`"a"\n   'b' ""  "c"`, 3, ['a', 'b', 'c', '"']],
    [String.raw`"a\"b\\c"`, 5, ['a', '\\', 'b', '\\', 'c', '"']],
    [String.raw`"\x41\xe\u0042\1012\n!"`, 7, ['\\', '\\', '\\', '\\', '2', '\\', '!', '"']],
    [String.raw`"\U0001F600!"`, 3, ['\\', '!', '!', '"']],
    ['"😀!"', 3, ['\ud83d', '\ude00', '!', '"']],
    ['""', 0, ['"']],
  ])('finds the characters of %s', (text, length, expected) => {
    expect(places(text, length)).toEqual(expected);
  });

  it('finds every character of a value, however it is written', () => {
    const written = fc.oneof(
      fc.constantFrom('a', '😀', 'é', ' ', '=').map((value) => ({ value, source: value })),
      fc
        .constantFrom('\n', '"', '\\', 'A')
        .map((value) => ({ value, source: `\\x${value.charCodeAt(0).toString(16).padStart(2, '0')}` })),
      fc.constantFrom('"', '\\').map((value) => ({ value, source: `\\${value}` })),
      fc.constant({ value: 'B', source: '\\102' }),
      fc.constant({ value: '', source: '" \n "' }),
    );
    fc.assert(
      fc.property(fc.array(written), (parts) => {
        let text = '"';
        const starts = [0];
        const ends: number[] = [];
        const at: number[] = [];
        for (const { value, source } of parts) {
          at.push(text.length);
          text += source;
          if (value !== '') continue;
          ends.push((at.at(-1) ?? 0) + 1);
          starts.push(text.length - 1);
        }
        text += '"';
        ends.push(text.length);
        const literals = starts.map((start, i) => ({ start, end: ends[i] ?? start }));
        let offset = 0;
        parts.forEach(({ value }, i) => {
          if (value !== '') expect(placeInString(text, literals, offset)).toBe(at[i]);
          offset += value.length;
        });
      }),
    );
  });
});
