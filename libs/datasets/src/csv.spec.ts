import { describe, expect, it } from '@jest/globals';
import { readCsv } from './csv.ts';

describe('readCsv', () => {
  it('reads rows by column', () => {
    expect(readCsv('a,b\n1,2\r\n,4\n', ['a', 'b'])).toEqual([
      { a: '1', b: '2' },
      { a: '', b: '4' },
    ]);
  });

  it.each([
    ['another header', 'b,a\n1,2', 'line 1'],
    ['a missing cell', 'a,b\n1,2\n3', 'line 3'],
    ['a quoted cell', 'a,b\n"1",2', 'line 2'],
  ])('refuses %s, with the line', (_, text, where) => {
    expect(() => readCsv(text, ['a', 'b'])).toThrow(where);
  });
});
