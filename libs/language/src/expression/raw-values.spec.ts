import { celList, celMap, celUint, isCelList, isCelMap, isCelUint, type CelUint, type CelValue } from '@bufbuild/cel';
import { TestAllTypesSchema } from '@bufbuild/cel-spec/cel/expr/conformance/proto3/test_all_types_pb.js';
import { TestAllTypes_NestedEnumSchema as ClosedSchema } from '@bufbuild/cel-spec/cel/expr/conformance/proto2/test_all_types_pb.js';
import { getTestRegistry } from '@bufbuild/cel-spec/testdata/registry.js';
import { create, fromBinary, toBinary, type DescMessage } from '@bufbuild/protobuf';
import { isReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import {
  AnySchema,
  anyPack,
  BoolValueSchema,
  Int32ValueSchema,
  ListValueSchema,
  StructSchema,
  TimestampSchema,
  ValueSchema,
} from '@bufbuild/protobuf/wkt';
import { encodeString, type RawValue, type ScalarKind } from '@tributary/wire';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { equal } from './catalogue/catalogue.ts';
import { celTypeOf, type CelType } from './cel-type.ts';
import { celWriter } from './cel-to-raw.ts';
import { literalOutOfRange } from './literal-range.ts';
import type { Written } from './written.ts';
import { celReader } from './raw-to-cel.ts';
import { filmEnum } from './testing/film-types.ts';
import { typeOfField, type ValueType } from './value-type.ts';

const registry = getTestRegistry();

function scalar(kind: ScalarKind): ValueType {
  return { kind: 'scalar', scalar: kind };
}

function message(desc: DescMessage): ValueType {
  return { kind: 'message', message: desc };
}

function field(name: string): ValueType {
  const found = TestAllTypesSchema.fields.find((declared) => declared.name === name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return typeOfField(found);
}

function write(from: CelType, to: ValueType, value: CelValue): Written | undefined {
  return celWriter(from, to, registry)?.(value);
}

function read(type: ValueType, raw: RawValue | undefined): CelValue {
  return celReader(type, registry)(raw);
}

const int = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const int32 = fc.integer();
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const bytes = fc.uint8Array();
const float = fc.float({ noNaN: true });

/** Raw values of each kind of scalar. */
const raws: Readonly<Record<ScalarKind, fc.Arbitrary<RawValue>>> = {
  double: fc.double({ noNaN: true }),
  float,
  int32,
  sint32: int32,
  sfixed32: int32,
  uint32,
  fixed32: uint32,
  int64: int,
  sint64: int,
  sfixed64: int,
  uint64: uint,
  fixed64: uint,
  bool: fc.boolean(),
  string: fc.string({ unit: 'grapheme' }).map((text) => encodeString(text)),
  bytes,
};
const kinds = Object.keys(raws) as ScalarKind[];
const keyKinds = kinds.filter((kind) => !['double', 'float', 'bytes'].includes(kind));

describe('a raw value that is read and written', () => {
  it.each(kinds)('of kind %s is the same', (kind) => {
    const type = scalar(kind);
    fc.assert(
      fc.property(raws[kind], (raw) => {
        expect(write(celTypeOf(type), type, read(type, raw))).toEqual({ kind: 'value', value: raw });
      }),
    );
  });

  it.each(kinds)('is the same in lists of %s', (kind) => {
    const type: ValueType = { kind: 'list', element: scalar(kind) };
    fc.assert(
      fc.property(fc.array(raws[kind]), (raw) => {
        expect(write(celTypeOf(type), type, read(type, raw))).toEqual({ kind: 'value', value: raw });
      }),
    );
  });

  it.each(keyKinds)('is the same in maps with keys of kind %s', (key) => {
    const value = fc
      .constantFrom(...kinds)
      .chain((kind) =>
        fc.tuple(
          fc.constant(kind),
          fc.uniqueArray(fc.tuple(raws[key], raws[kind]), { selector: ([key]) => String(key) }),
        ),
      );
    fc.assert(
      fc.property(value, ([kind, entries]) => {
        const type: ValueType = { kind: 'map', key, value: scalar(kind) };
        // Entries without repeated keys come back as they are.
        const first = write(
          { kind: 'dyn' },
          type,
          celMap(new Map(entries.map(([k, v]) => [keyOf(read(scalar(key), k)), read(scalar(kind), v)]))),
        );
        if (first?.kind !== 'value') throw new Error(JSON.stringify(first));
        expect(write(celTypeOf(type), type, read(type, first.value))).toEqual(first);
      }),
      { numRuns: 30 },
    );
  });
});

/** A key that a map can hold, once for each value: uints are objects to JavaScript. */
function keyOf(value: CelValue): CelUint | string | bigint | boolean {
  if (isCelUint(value) || ['string', 'bigint', 'boolean'].includes(typeof value)) return value as string;
  throw new Error('no key');
}

describe('reading', () => {
  it.each<readonly [string, ValueType, unknown]>([
    ['int', scalar('sint64'), 0n],
    ['double', scalar('float'), 0],
    ['bool', scalar('bool'), false],
    ['string', scalar('string'), ''],
    ['wrapper', message(BoolValueSchema), null],
    ['Value', message(ValueSchema), null],
    ['Any', message(AnySchema), null],
  ])('gives the default of %s where it is unset', (_, type, expected) => {
    expect(read(type, undefined)).toEqual(expected);
  });

  it('gives an empty message, list, map and struct where they are unset', () => {
    const at = read(message(TimestampSchema), undefined);
    expect(isReflectMessage(at) && at.desc.typeName).toBe('google.protobuf.Timestamp');
    const list = read(field('repeated_int32'), undefined);
    expect(isCelList(list) && list.size).toBe(0);
    for (const type of [field('map_string_string'), message(StructSchema)]) {
      const map = read(type, undefined);
      expect(isCelMap(map) && map.size).toBe(0);
    }
  });

  it('takes the last of a key that a map has twice, and defaults for what an entry lacks', () => {
    const type = field('map_string_int32');
    const entry = (key: string, value: number): Uint8Array =>
      new Uint8Array([10, key.length, ...encodeString(key), 16, value]);
    const map = read({ kind: 'map', key: 'string', value: scalar('int32') }, [
      entry('a', 1),
      entry('a', 2),
      new Uint8Array([16, 7]),
    ]);
    expect(type.kind).toBe('map');
    expect(isCelMap(map) && [...map]).toEqual([
      ['a', 2n],
      ['', 7n],
    ]);
  });

  it('finds uint keys of equal value in one entry', () => {
    const map = read({ kind: 'map', key: 'uint32', value: scalar('bool') }, [
      new Uint8Array([8, 5, 16, 0]),
      new Uint8Array([8, 5, 16, 1]),
    ]);
    expect(isCelMap(map) && map.size).toBe(1);
    expect(isCelMap(map) && map.get(5n)).toBe(true);
  });

  it('keeps names that JavaScript has for itself as keys', () => {
    const struct = create(StructSchema, {
      fields: { ['constructor']: create(ValueSchema, { kind: { case: 'boolValue', value: true } }) },
    });
    const map = read(message(StructSchema), toBinary(StructSchema, struct));
    expect(isCelMap(map) && map.get('constructor')).toBe(true);
    expect(isCelMap(map) && map.get('toString')).toBeUndefined();
    const entry = new Uint8Array([10, 9, ...encodeString('__proto__'), 18, 1, 120]);
    const labels = read({ kind: 'map', key: 'string', value: scalar('string') }, [entry]);
    expect(isCelMap(labels) && labels.get('__proto__')).toBe('x');
  });

  it('unpacks Any, and leaves it packed where the type is not known', () => {
    const known = toBinary(AnySchema, anyPack(Int32ValueSchema, create(Int32ValueSchema, { value: 3 })));
    expect(read(message(AnySchema), known)).toBe(3n);
    const unknown = read(message(AnySchema), toBinary(AnySchema, create(AnySchema, { typeUrl: 'x/a.B' })));
    expect(isReflectMessage(unknown) && unknown.desc.typeName).toBe('google.protobuf.Any');
  });
});

const dyn: CelType = { kind: 'dyn' };
const ofInt: CelType = { kind: 'int' };

describe('writing', () => {
  it.each<readonly [CelType, ValueType]>([
    [ofInt, scalar('uint32')],
    [ofInt, scalar('double')],
    [ofInt, scalar('string')],
    [{ kind: 'uint' }, scalar('int32')],
    [{ kind: 'string' }, scalar('bytes')],
    [{ kind: 'type' }, message(ValueSchema)],
    [
      { kind: 'enum', enum: filmEnum('Genre') },
      { kind: 'enum', enum: filmEnum('Movie.Cut') },
    ],
    [{ kind: 'message', message: TestAllTypesSchema }, message(TimestampSchema)],
    [{ kind: 'timestamp' }, message(StructSchema)],
    [{ kind: 'list', element: ofInt }, scalar('int32')],
    [
      { kind: 'list', element: ofInt },
      { kind: 'list', element: scalar('string') },
    ],
    [
      { kind: 'map', key: ofInt, value: ofInt },
      { kind: 'map', key: 'string', value: scalar('int32') },
    ],
    [{ kind: 'map', key: ofInt, value: ofInt }, message(StructSchema)],
    [{ kind: 'wrapper', of: 'int' }, scalar('string')],
  ])('%j to %#', (from, to) => {
    expect(celWriter(from, to, registry)).toBeUndefined();
  });

  it.each<readonly [CelType, ValueType, CelValue, RawValue]>([
    [ofInt, scalar('int32'), -1n, -1],
    [ofInt, scalar('sfixed64'), -1n, -1n],
    [{ kind: 'uint' }, scalar('fixed32'), celUint(7n), 7],
    [{ kind: 'wrapper', of: 'int' }, scalar('int64'), 7n, 7n],
    [{ kind: 'enum', enum: filmEnum('Genre') }, scalar('int32'), 2n, 2],
    [ofInt, { kind: 'enum', enum: filmEnum('Genre') }, 99n, 99],
    [{ kind: 'double' }, scalar('float'), 0.1, Math.fround(0.1)],
    [{ kind: 'string' }, scalar('string'), 'Zoë', encodeString('Zoë')],
    [dyn, scalar('string'), 'a', encodeString('a')],
    [{ kind: 'list', element: dyn }, { kind: 'list', element: scalar('bool') }, celList([true, false]), [true, false]],
  ])('%j to %# gives the raw value', (from, to, value, raw) => {
    expect(write(from, to, value)).toEqual({ kind: 'value', value: raw });
  });

  it.each<readonly [CelType, ValueType, CelValue, string]>([
    [ofInt, scalar('int32'), 2n ** 31n, '2147483648 does not fit int32'],
    [{ kind: 'uint' }, scalar('uint32'), celUint(2n ** 32n), '4294967296 does not fit uint32'],
    [ofInt, { kind: 'enum', enum: filmEnum('Genre') }, 2n ** 31n, '2147483648 does not fit int32'],
    [ofInt, { kind: 'enum', enum: ClosedSchema }, 99n, 'has no value 99'],
    [{ kind: 'double' }, scalar('float'), 1e300, '1e+300 does not fit float'],
    [ofInt, message(Int32ValueSchema), 2n ** 31n, '2147483648 does not fit int32'],
    [dyn, scalar('string'), 1n, 'a value of type int is no string'],
    [dyn, scalar('int32'), celUint(1n), 'a value of type uint is no int32'],
    [dyn, message(TimestampSchema), 'x', 'a value of type string is no google.protobuf.Timestamp'],
    [dyn, { kind: 'list', element: scalar('int32') }, celList([1n, null]), 'a repeated field cannot hold null'],
    [dyn, message(StructSchema), celMap(new Map([[1n, 1n]])), 'the keys of a google.protobuf.Struct are strings'],
  ])('%j to %# fails', (from, to, value, text) => {
    expect(write(from, to, value)).toMatchObject({ kind: 'failed', message: expect.stringContaining(text) });
  });

  it.each<readonly [CelType, ValueType]>([
    [{ kind: 'null' }, message(TimestampSchema)],
    [{ kind: 'wrapper', of: 'string' }, scalar('string')],
    [{ kind: 'wrapper', of: 'int' }, message(Int32ValueSchema)],
    [dyn, scalar('int32')],
    [dyn, message(AnySchema)],
  ])('null as %j is none', (from, to) => {
    expect(write(from, to, null)).toEqual({ kind: 'none' });
  });

  it('encodes messages with what is not known of them', () => {
    const raw = new Uint8Array([8, 1, 250, 255, 3, 1, 7]);
    const type = message(TestAllTypesSchema);
    const written = write(celTypeOf(type), type, read(type, raw));
    expect(written).toEqual({ kind: 'value', value: raw });
  });

  it('keeps nanoseconds', () => {
    const at = reflect(TimestampSchema, create(TimestampSchema, { seconds: 2n ** 33n, nanos: 123_456_789 }));
    const written = write({ kind: 'timestamp' }, message(TimestampSchema), at);
    if (written?.kind !== 'value' || !(written.value instanceof Uint8Array)) throw new Error('it is written');
    expect(fromBinary(TimestampSchema, written.value)).toMatchObject({ seconds: 2n ** 33n, nanos: 123_456_789 });
  });

  it('wraps scalars', () => {
    for (const [value, expected] of [
      [true, [8, 1]],
      [false, [8, 0]],
    ] as const) {
      expect(write({ kind: 'bool' }, message(BoolValueSchema), value)).toEqual({
        kind: 'value',
        value: new Uint8Array(expected),
      });
    }
  });

  it('writes JSON as CEL does', () => {
    const value = celMap(
      new Map<string, CelValue>([
        ['int', 1n],
        ['large', 2n ** 60n],
        ['uint', celUint(2n)],
        ['nan', NaN],
        ['bytes', encodeString('hi')],
        ['null', null],
        ['list', celList([true, 'x'])],
        ['__proto__', 'mine'],
        ['at', reflect(TimestampSchema, create(TimestampSchema, { seconds: 1n }))],
      ]),
    );
    const written = write({ kind: 'map', key: { kind: 'string' }, value: dyn }, message(StructSchema), value);
    if (written?.kind !== 'value' || !(written.value instanceof Uint8Array)) throw new Error('it is written');
    const { fields } = fromBinary(StructSchema, written.value);
    expect(
      Object.entries(fields).map(([key, { kind }]) => [
        key,
        kind.case === 'listValue' ? kind.value.values.map((v) => v.kind.value) : kind.value,
      ]),
    ).toEqual([
      ['int', 1],
      ['large', '1152921504606846976'],
      ['uint', 2],
      ['nan', 'NaN'],
      ['bytes', 'aGk='],
      ['null', 0],
      ['list', [true, 'x']],
      ['__proto__', 'mine'],
      ['at', '1970-01-01T00:00:01Z'],
    ]);
  });

  it('writes any value as Value, and packs it as Any', () => {
    const values: readonly CelValue[] = [
      1n,
      celUint(1n),
      1.5,
      'a',
      true,
      encodeString('b'),
      celList([1n]),
      celMap(new Map([['a', 1n]])),
    ];
    for (const value of values) {
      const json = write(dyn, message(ValueSchema), value);
      expect(json?.kind).toBe('value');
      const packed = write(dyn, message(AnySchema), value);
      if (packed?.kind !== 'value') throw new Error(JSON.stringify(packed));
      expect(equal(read(message(AnySchema), packed.value), value)).toBe(true);
    }
    expect(write({ kind: 'null' }, message(ValueSchema), null)).toEqual({
      kind: 'value',
      value: new Uint8Array([8, 0]),
    });
    expect(write({ kind: 'list', element: ofInt }, message(ListValueSchema), celList([]))).toEqual({
      kind: 'value',
      value: new Uint8Array(0),
    });
  });

  it('ends where JSON of shared values would not', () => {
    let nested: CelValue = 1n;
    for (let depth = 0; depth < 12; depth++) nested = celList(Array.from({ length: 10 }, () => nested));
    expect(write(dyn, message(ValueSchema), nested)).toMatchObject({ kind: 'failed' });
  });
});

describe('a literal out of range', () => {
  it.each<readonly [CelValue, ValueType, string | undefined]>([
    [300n, scalar('int32'), undefined],
    [2n ** 31n, scalar('int32'), '2147483648 does not fit int32'],
    [celUint(2n ** 32n), scalar('fixed32'), '4294967296 does not fit fixed32'],
    [1e39, scalar('float'), '1e+39 does not fit float'],
    [2n ** 31n, message(Int32ValueSchema), '2147483648 does not fit int32'],
    [2n ** 31n, { kind: 'enum', enum: filmEnum('Genre') }, '2147483648 does not fit int32'],
    [celList([1n, 2n ** 31n]), { kind: 'list', element: scalar('int32') }, '2147483648 does not fit int32'],
    [
      celMap(new Map([[1n, 2n ** 31n]])),
      { kind: 'map', key: 'int64', value: scalar('int32') },
      '2147483648 does not fit int32',
    ],
    ['a', scalar('int32'), undefined],
  ])('%p', (constant, to, expected) => {
    expect(literalOutOfRange(constant, to)).toBe(expected);
  });
});
