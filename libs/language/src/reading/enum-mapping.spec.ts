import { createFileRegistry } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { compileProto } from '../../../../test/support/compile-proto.ts';
import { mapEnum } from './enum-mapping.ts';

const registry = createFileRegistry(
  compileProto({
    'enums.proto': `syntax = "proto3"; package e;
      message A { enum Size { SIZE_UNSPECIFIED = 0; SIZE_SMALL = 1; SIZE_LARGE = 2; } }
      message B { enum Size { NONE = 0; LARGE = 1; SMALL = 5; EXTRA = 9; } }
      message C { enum Size { SIZE_NONE = 0; SIZE_SMALL = 1; } }
      message D { enum Dimension { DIMENSION_UNSPECIFIED = 0; SMALL = 3; DIMENSION_LARGE = 4; } }
      message E { enum HTTPCodeV2 { HTTP_CODE_V2_UNSPECIFIED = 0; HTTP_CODE_V2_SMALL = 2; HTTP_CODE_V2_LARGE = 1; } }
      message F { enum Size { option allow_alias = true; NULL = 0; TINY = 1; SMALL = 1; LARGE = 2; BIG = 2; } }
      message G { enum Size { SIZE_ = 0; SIZE_SMALL = -1; SIZE_LARGE = -2; } }`,
  }).descriptors,
);

function map(from: string, to: string) {
  const one = registry.getEnum(`e.${from}`);
  const other = registry.getEnum(`e.${to}`);
  if (one === undefined || other === undefined) throw new Error('no such enum');
  const mapping = mapEnum(one, other);
  return mapping.kind === 'missing' ? mapping.names : Object.fromEntries(mapping.to);
}

describe('mapEnum', () => {
  it.each([
    ['with and without the prefix', 'A.Size', 'B.Size', { 0: 0, 1: 5, 2: 1 }],
    ['zero goes to zero, whatever it is called', 'A.Size', 'D.Dimension', { 0: 0, 1: 3, 2: 4 }],
    ['values that have no counterpart', 'B.Size', 'A.Size', ['EXTRA']],
    ['all of them', 'B.Size', 'C.Size', ['LARGE', 'EXTRA']],
    ['names of enums with capitals and digits', 'A.Size', 'E.HTTPCodeV2', { 0: 0, 1: 2, 2: 1 }],
    ['of aliases any one may have the counterpart', 'F.Size', 'A.Size', { 0: 0, 1: 1, 2: 2 }],
    ['aliases of the target', 'A.Size', 'F.Size', { 0: 0, 1: 1, 2: 2 }],
    ['negative numbers', 'G.Size', 'A.Size', { 0: 0, '-1': 1, '-2': 2 }],
  ])('%s', (_, from, to, expected) => {
    expect(map(from, to)).toEqual(expected);
  });
});
