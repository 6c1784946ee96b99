import { describe, expect, it } from '@jest/globals';
import { shapeOf } from './shape-of.ts';
import { g, join, l, v, varint } from './testing/encode.ts';
import { All, Two } from './testing/rich-types.ts';
import { unknownFields } from './unknown-fields.ts';

describe('unknownFields', () => {
  it('lists numbers that the shape does not have, each once, ascending', () => {
    const bytes = join(v(999, 1), v(5, 1), g(60, v(5, 1)), l(999, 'x'));
    expect(unknownFields(bytes, shapeOf(All))).toEqual([60, 999]);
  });

  it('gives none for known fields, in whatever form', () => {
    expect(unknownFields(join(v(25, 1), l(25, varint(1)), l(17, v(999, 1)), l(61)), shapeOf(All))).toEqual([]);
  });

  it('lists known fields with the wrong wire type', () => {
    expect(unknownFields(join(l(5, 'x'), v(5, 1)), shapeOf(All))).toEqual([5]);
  });

  it('lists closed enums with numbers that they do not have', () => {
    const bytes = join(v(3, 9), v(5, 1), l(6, varint(1), varint(9)), l(31, v(2, 9)));
    expect(unknownFields(bytes, shapeOf(Two))).toEqual([3, 6, 31]);
  });
});
