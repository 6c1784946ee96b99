import { describe, expect, it } from '@jest/globals';
import { calling, describeFindings } from '../../test/finding-cases.ts';
import { readSpec } from '../../test/read-spec.ts';

const scalars =
  'int32 sint32 sfixed32 int64 sint64 sfixed64 uint32 fixed32 uint64 fixed64 float double bool string bytes'.split(' ');

/** What can hold what, by the value's range rather than by its encoding. */
const holds: Readonly<Record<string, string>> = {
  i32: 'i32 i64',
  i64: 'i64',
  u32: 'u32 u64 i64',
  u64: 'u64',
  float: 'float double',
  double: 'double',
  bool: 'bool',
  string: 'string',
  bytes: 'bytes',
};

function rangeOf(scalar: string): string {
  if (/^(fixed|uint)/.test(scalar)) return `u${scalar.slice(-2)}`;
  return /\d/.test(scalar) ? `i${scalar.slice(-2)}` : scalar;
}

/** The fields that cannot be assigned. */
function mismatches(request: string, response: string, more = ''): string[] {
  const { findings } = readSpec(`message Request { ${request} } message Response { ${response} } ${more}`);
  return findings.map(({ rule, message }) => `${rule}: ${message}`);
}

describe('assigning plain paths', () => {
  it('takes numbers where nothing can be lost, single and in lists', () => {
    const request = scalars.map((from, i) => `${from} from_${from} = ${i + 1};`).join(' ');
    let number = 1;
    const response = scalars
      .flatMap((to) =>
        scalars.map(
          (from) => `${to} ${to}_of_${from} = ${number++} [(tributary.v1.from).value = "request.from_${from}"];`,
        ),
      )
      .join('\n');
    const expected = scalars
      .flatMap((to) =>
        scalars.map((from) =>
          holds[rangeOf(from)]?.split(' ').includes(rangeOf(to)) === true ? '' : `${from} to ${to}`,
        ),
      )
      .filter((one) => one !== '');
    const { findings } = readSpec(`message Request { ${request} } message Response { ${response} }`);
    const found = findings.map(({ message }) => message.replace(' cannot be assigned to ', ' to '));
    expect(found).toEqual(expected);
    expect(found).toHaveLength(174);
    const lists = readSpec(
      `message Request { ${request.replaceAll(/(\w+ from)/g, 'repeated $1')} }
       message Response { ${response.replaceAll(/(\w+ \w+_of)/g, 'repeated $1')} }`,
    );
    expect(lists.findings.map(({ message }) => message.replace(' cannot be assigned to ', ' to '))).toEqual(expected);
  });

  it.each([
    ['a list to one', 'repeated int32 a = 1;', 'int32 a = 1', ['repeated int32 cannot be assigned to int32']],
    ['one to a list', 'int32 a = 1;', 'repeated int32 a = 1', ['int32 cannot be assigned to repeated int32']],
    ['maps of the same types', 'map<string, Size> a = 1;', 'map<string, Size> a = 1', []],
    [
      'maps of other keys',
      'map<int32, string> a = 1;',
      'map<int64, string> a = 1',
      ['map<int32, string> cannot be assigned to map<int64, string>'],
    ],
    [
      'maps of other values',
      'map<string, int32> a = 1;',
      'map<string, int64> a = 1',
      ['map<string, int32> cannot be assigned to map<string, int64>'],
    ],
    [
      'a map to a list',
      'map<string, int32> a = 1;',
      'repeated int32 a = 1',
      ['map<string, int32> cannot be assigned to repeated int32'],
    ],
    ['a number to an enum', 'int32 a = 1;', 'Size a = 1', ['int32 cannot be assigned to spec.v1.Size']],
    ['an enum to a number', 'Size a = 1;', 'int32 a = 1', ['spec.v1.Size cannot be assigned to int32']],
    ['a message to a scalar', 'Box a = 1;', 'string a = 1', ['spec.v1.Box cannot be assigned to string']],
    ['a scalar to a message', 'string a = 1;', 'Box a = 1', ['string cannot be assigned to spec.v1.Box']],
    ['wrappers, both ways', 'google.protobuf.StringValue a = 1;', 'string a = 1', []],
    ['wrappers, the other way', 'string a = 1;', 'google.protobuf.StringValue a = 1', []],
    ['a wrapper to a wider number', 'google.protobuf.Int32Value a = 1;', 'int64 a = 1', []],
    ['a wrapper to a wider wrapper', 'google.protobuf.Int32Value a = 1;', 'google.protobuf.Int64Value a = 1', []],
    [
      'a wrapper to a narrower number',
      'google.protobuf.Int64Value a = 1;',
      'int32 a = 1',
      ['google.protobuf.Int64Value cannot be assigned to int32'],
    ],
    ['wrappers in lists', 'repeated google.protobuf.StringValue a = 1;', 'repeated string a = 1', []],
    ['well-known types as they are', 'google.protobuf.Timestamp a = 1;', 'google.protobuf.Timestamp a = 1', []],
    [
      'well-known types are not filled by name',
      'google.protobuf.Duration a = 1;',
      'google.protobuf.Timestamp a = 1',
      ['google.protobuf.Duration cannot be assigned to google.protobuf.Timestamp'],
    ],
    ['a message to one of another type, by name', 'Box a = 1;', 'Crate a = 1', []],
    ['lists of messages by name', 'repeated Box a = 1;', 'repeated Crate a = 1', []],
    [
      'a message that leaves a field unfilled',
      'Crate a = 1;',
      'Basket a = 1',
      ['spec.v1.Crate cannot be assigned to spec.v1.Basket: it has no field "extra"'],
    ],
    [
      'a message whose field does not fit',
      'Box a = 1;',
      'Odd a = 1',
      ['spec.v1.Box cannot be assigned to spec.v1.Odd: at "name", string cannot be assigned to bool'],
    ],
    ['messages inside themselves', 'Tree a = 1;', 'Bush a = 1', []],
    [
      'messages inside themselves that do not fit further down',
      'Tree a = 1;',
      'BadBush a = 1',
      [
        'spec.v1.Tree cannot be assigned to spec.v1.BadBush: at "next", spec.v1.Tree cannot be assigned to spec.v1.BadLeaf: at "label", string cannot be assigned to int32',
      ],
    ],
  ])('%s', (_, request, field, expected) => {
    const types = `
      enum Size { SIZE_UNSPECIFIED = 0; SIZE_BIG = 1; }
      message Box { string name = 1; int32 weight = 2; repeated Box inner = 3; string extra = 4; }
      message Crate { repeated Crate inner = 1; int64 weight = 2; string name = 3; }
      message Basket { string name = 1; string extra = 2; }
      message Odd { bool name = 1; }
      message Tree { string label = 1; Tree next = 2; repeated Tree children = 3; }
      message Bush { repeated Bush children = 1; Bush next = 2; string label = 3; }
      message BadBush { string label = 1; BadLeaf next = 2; }
      message BadLeaf { int32 label = 1; }`;
    const found = mismatches(request, `${field} [(tributary.v1.from).value = "request.a"];`, types);
    expect(found).toEqual(expected.map((one) => `type-mismatch: ${one}`));
  });
});

describe('assigning computed values', () => {
  it.each([
    ['1 + 1', 'int32 int64 sint32 sint64 sfixed32 sfixed64'],
    ['1u + 1u', 'uint32 uint64 fixed32 fixed64'],
    ['1.0 + 1.0', 'float double'],
    ["'a' + 'b'", 'string'],
    ["b'a' + b'b'", 'bytes'],
    ['!false', 'bool'],
  ])('%s goes into any field of its kind', (expression, kinds) => {
    const response = scalars
      .map((to, i) => `${to} f${i} = ${i + 1} [(tributary.v1.from).value = "${expression}"];`)
      .join('\n');
    const { findings } = readSpec(`message Response { ${response} }`);
    const wrong = new Set(findings.map(({ message }) => message.split(' cannot be assigned to ')[1]));
    expect(scalars.filter((scalar) => !wrong.has(scalar)).sort()).toEqual(kinds.split(' ').sort());
  });

  it.each([
    ['2147483647', 'int32', []],
    ['2147483648', 'int32', ['2147483648 does not fit int32']],
    ['-2147483649', 'sfixed32', ['-2147483649 does not fit sfixed32']],
    ['4294967296u', 'uint32', ['4294967296 does not fit uint32']],
    ['9223372036854775807', 'int64', []],
    ['1e300', 'float', ['1e+300 does not fit float']],
    ["timestamp('2026-01-01T00:00:00Z')", 'google.protobuf.Timestamp', []],
    ["duration('1s') + duration('1s')", 'google.protobuf.Duration', []],
    ['1', 'google.protobuf.Int32Value', []],
    ['null', 'google.protobuf.Int32Value', []],
    ['null', 'string', []],
    ['[1, 2]', 'repeated int32', []],
    ["['a']", 'repeated int32', ['string cannot be assigned to int32']],
    ["{'a': 1}", 'map<string, int64>', []],
    ['request.item', 'shop.v1.Item', []],
    ['[request.item]', 'repeated shop.v1.Item', []],
    ['true ? request.item : request.item', 'shop.v1.Item', []],
    ['shop.v1.Size.SIZE_SMALL', 'shop.v1.Size', []],
    ['true ? shop.v1.Size.SIZE_SMALL : shop.v1.Size.SIZE_LARGE', 'shop.v1.Size', []],
    ['shop.v1.Size.SIZE_SMALL', 'Grade', []],
    ['[request.item][0]', 'Mine', []],
    ['[[request.item][0]]', 'repeated Mine', []],
    ["'a' + 'b'", 'Mine', ['string cannot be assigned to spec.v1.Mine']],
    ["'a' + 'b'", 'Composed', []],
    ["['a']", 'repeated Composed', []],
    ["'a'", 'Mine', ['string cannot be assigned to spec.v1.Mine']],
  ])('%s to %s', (expression, type, expected) => {
    const { findings } = readSpec(`
      message Response { ${type} a = 1 [(tributary.v1.from).value = "${expression}"]; }
      message Mine { string id = 1; }
      message Composed { string id = 1 [(tributary.v1.from).value = "source"]; }
      enum Grade { GRADE_NONE = 0; GRADE_SMALL = 7; LARGE = 8; }`);
    expect(findings.map(({ message }) => message)).toEqual(expected);
  });
});

describeFindings('assigning in arguments', [
  {
    name: 'a message of another type may leave fields unfilled',
    text: `message Request { Paging paging = 1; }
      ${calling(`call: "shop.v1.ShopService/GetItem" args: "page = request.paging"`)}
      message Paging { int32 size = 1; Start start = 2; string other = 3; }
      message Start { string id = 1; }`,
    says: [],
  },
  {
    name: 'what is there must fit all the same',
    text: `message Request { Paging paging = 1; }
      ${calling(`call: "shop.v1.ShopService/GetItem" args: "page = ⟦type-mismatch: request.paging⟧"`)}
      message Paging { string size = 1; }`,
    says: [
      'spec.v1.Paging cannot be assigned to shop.v1.Page: at "size", string cannot be assigned to int32 (convert it: int(…))',
    ],
  },
]);
