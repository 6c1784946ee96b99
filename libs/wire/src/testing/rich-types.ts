/**
 * Message types with everything that the encoding has, for tests: proto2, proto3 and editions; every scalar singular,
 * optional, repeated in both forms; open and closed enums, groups, maps, oneofs, recursion, high field numbers.
 */
import { create, createFileRegistry, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import {
  Edition,
  FeatureSet_EnumType,
  FeatureSet_FieldPresence,
  FeatureSet_MessageEncoding,
  FeatureSet_RepeatedFieldEncoding,
  FeatureSet_Utf8Validation,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorSetSchema,
  type DescriptorProtoSchema,
  type FieldDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';

type Message = MessageInitShape<typeof DescriptorProtoSchema> & { nestedType?: Message[]; field: Field[] };
type Field = MessageInitShape<typeof FieldDescriptorProtoSchema>;

const scalars = {
  double: Type.DOUBLE,
  float: Type.FLOAT,
  int64: Type.INT64,
  uint64: Type.UINT64,
  int32: Type.INT32,
  fixed64: Type.FIXED64,
  fixed32: Type.FIXED32,
  bool: Type.BOOL,
  string: Type.STRING,
  bytes: Type.BYTES,
  uint32: Type.UINT32,
  sfixed32: Type.SFIXED32,
  sfixed64: Type.SFIXED64,
  sint32: Type.SINT32,
  sint64: Type.SINT64,
} as const;
type Scalar = keyof typeof scalars;
const names = Object.keys(scalars) as Scalar[];

/** A field whose type is a scalar's name, `enum .pkg.Name`, `group .pkg.Name` or `.pkg.Name`. */
function field(number: number, name: string, type: string, more: Field = {}): Field {
  const [first = '', second] = type.split(' ');
  const known = first in scalars ? scalars[first as Scalar] : undefined;
  return {
    number,
    name,
    label: Label.OPTIONAL,
    type: known ?? (first === 'enum' ? Type.ENUM : first === 'group' ? Type.GROUP : Type.MESSAGE),
    ...(known === undefined ? { typeName: second ?? first } : {}),
    ...more,
  };
}

const list = (packed?: boolean): Field => ({
  label: Label.REPEATED,
  ...(packed === undefined ? {} : { options: { packed } }),
});

/** Makes the fields' `.pkg.Message.FooEntry` maps: adds the entry types and the fields. */
function maps(parent: string, made: Record<string, [number: number, key: Scalar, value: string]>): Message {
  const nestedType = Object.entries(made).map(([name, [, key, value]]) => ({
    name: entryName(name),
    options: { mapEntry: true },
    field: [field(1, 'key', key), field(2, 'value', value)],
  }));
  return {
    nestedType,
    field: Object.entries(made).map(([name, [number]]) => field(number, name, `${parent}.${entryName(name)}`, list())),
  };
}

const entryName = (name: string): string =>
  `${name.replace(/(?:^|_)([a-z0-9]?)/g, (_, letter: string) => letter.toUpperCase())}Entry`;

const each = (first: number, suffix: string, more: Field | ((kind: Scalar) => Field) = {}): Field[] =>
  names.map((kind, i) => field(first + i, `${kind}_${suffix}`, kind, typeof more === 'function' ? more(kind) : more));

const packs = (kind: Scalar): boolean => kind !== 'string' && kind !== 'bytes';

const allMaps = maps('.rich3.All', {
  map_text: [61, 'string', 'int32'],
  map_all: [62, 'int64', '.rich3.All'],
  map_color: [63, 'bool', 'enum .rich3.Color'],
  map_bytes: [64, 'sint32', 'bytes'],
});
const optional = (oneofIndex: number): Field => ({ proto3Optional: true, oneofIndex });
const oneof = (oneofIndex: number): Field => ({ oneofIndex });

const all: Message = {
  name: 'All',
  nestedType: allMaps.nestedType ?? [],
  oneofDecl: [
    { name: 'choice' },
    { name: 'other' },
    { name: '_opt_int' },
    { name: '_opt_text' },
    { name: '_opt_color' },
  ],
  field: [
    ...each(1, 'one'),
    field(16, 'color', 'enum .rich3.Color'),
    field(17, 'child', '.rich3.All'),
    ...each(21, 'list', list()),
    field(36, 'colors', 'enum .rich3.Color', list()),
    field(37, 'children', '.rich3.All', list()),
    ...each(41, 'loose', (kind) => (packs(kind) ? list(false) : list())),
    field(56, 'loose_colors', 'enum .rich3.Color', list(false)),
    ...allMaps.field,
    field(71, 'pick_int', 'int32', oneof(0)),
    field(72, 'pick_text', 'string', oneof(0)),
    field(73, 'pick_child', '.rich3.All', oneof(0)),
    field(74, 'pick_color', 'enum .rich3.Color', oneof(0)),
    field(75, 'other_bool', 'bool', oneof(1)),
    field(76, 'other_child', '.rich3.All', oneof(1)),
    field(81, 'opt_int', 'int32', optional(2)),
    field(82, 'opt_text', 'string', optional(3)),
    field(83, 'opt_color', 'enum .rich3.Color', optional(4)),
    field(2000, 'far', 'string'),
    field(536870911, 'farthest', '.rich3.All'),
  ],
};

// The same names, in other clothes: presence, packing, numbers and kinds differ.
const wider: Partial<Record<Scalar, Scalar>> = {
  int32: 'sint64',
  uint32: 'int64',
  sint32: 'int32',
  float: 'double',
  fixed32: 'uint64',
  sfixed32: 'sfixed64',
  int64: 'sfixed64',
  uint64: 'fixed64',
  sint64: 'int64',
  fixed64: 'uint64',
  sfixed64: 'sint64',
};
const copyMaps = maps('.rich3.Copy', { map_text: [161, 'string', 'int32'], map_all: [162, 'int64', '.rich3.All'] });
const copy: Message = {
  name: 'Copy',
  nestedType: copyMaps.nestedType ?? [],
  oneofDecl: [{ name: 'choice' }, { name: 'contested' }, ...names.map((kind) => ({ name: `_${kind}_one` }))],
  field: [
    ...names.map((kind, i) => field(140 - i, `${kind}_one`, wider[kind] ?? kind, optional(2 + i))),
    field(16, 'color', 'enum .rich3.Paint'),
    field(17, 'child', '.rich3.Copy'),
    ...names.map((kind, i) =>
      field(100 - i, `${kind}_list`, wider[kind] ?? kind, packs(kind) ? list(i % 2 === 0) : list()),
    ),
    field(36, 'colors', 'enum .rich3.Paint', list()),
    field(37, 'children', '.rich3.Copy', list()),
    ...names.map((kind, i) => field(41 + i, `${kind}_loose`, kind, packs(kind) ? list(i % 2 === 0) : list())),
    ...copyMaps.field,
    field(171, 'pick_int', 'int64', oneof(0)),
    field(172, 'pick_text', 'string', oneof(0)),
    field(173, 'pick_child', '.rich3.Copy', oneof(0)),
    field(175, 'other_bool', 'bool'),
    field(176, 'other_child', '.rich3.All'),
    field(181, 'opt_int', 'int32'),
    field(182, 'opt_text', 'string', oneof(1)),
    field(2000, 'far', 'string', oneof(1)),
  ],
};

const twoMaps = maps('.rich2.Two', {
  map_closed: [31, 'string', 'enum .rich2.Switch'],
  map_text: [32, 'int32', 'string'],
});
const two: Message = {
  name: 'Two',
  nestedType: [
    {
      name: 'Solo',
      field: [field(1, 'x', 'int32'), field(2, 'two', '.rich2.Two'), field(3, 'solo', 'group .rich2.Two.Solo')],
    },
    { name: 'Many', field: [field(1, 'text', 'string'), field(2, 'closed', 'enum .rich2.Closed')] },
    ...(twoMaps.nestedType ?? []),
  ],
  oneofDecl: [{ name: 'choice' }],
  extensionRange: [{ start: 1000, end: 2000 }],
  field: [
    field(1, 'int', 'int32', { defaultValue: '-7' }),
    field(2, 'text', 'string', { defaultValue: 'käse' }),
    field(3, 'closed', 'enum .rich2.Closed'),
    field(4, 'closed_default', 'enum .rich2.Closed', { defaultValue: 'TWO' }),
    field(5, 'closeds', 'enum .rich2.Closed', list()),
    field(6, 'packed_closeds', 'enum .rich2.Closed', list(true)),
    field(7, 'solo', 'group .rich2.Two.Solo'),
    field(8, 'many', 'group .rich2.Two.Many', list()),
    field(9, 'ints', 'sint32', list()),
    field(10, 'packed_ints', 'int64', list(true)),
    field(11, 'child', '.rich2.Two'),
    field(12, 'raw', 'bytes', { defaultValue: 'a\\001b' }),
    field(13, 'flag', 'bool', { defaultValue: 'true' }),
    field(14, 'real', 'double', { defaultValue: '-inf' }),
    field(15, 'big', 'uint64', { defaultValue: '18446744073709551615' }),
    field(21, 'pick_closed', 'enum .rich2.Closed', oneof(0)),
    field(22, 'pick_solo', 'group .rich2.Two.Solo', oneof(0)),
    field(23, 'pick_int', 'int32', oneof(0)),
    ...twoMaps.field,
  ],
};
const needMaps = maps('.rich2.Need', { by_name: [5, 'string', '.rich2.Need'] });
const need: Message = {
  name: 'Need',
  nestedType: needMaps.nestedType ?? [],
  oneofDecl: [{ name: 'choice' }],
  field: [
    field(1, 'id', 'int32', { label: Label.REQUIRED }),
    field(2, 'next', '.rich2.Need'),
    field(3, 'all', '.rich2.Need', list()),
    ...needMaps.field,
    field(6, 'pick_need', '.rich2.Need', oneof(0)),
    field(7, 'pick_int', 'int32', oneof(0)),
  ],
};

const editionMaps = maps('.riche.New', { map_child: [9, 'string', '.riche.New'] });
const edition: Message = {
  name: 'New',
  nestedType: editionMaps.nestedType ?? [],
  field: [
    field(1, 'explicit', 'int32'),
    field(2, 'implicit', 'int32', { options: { features: { fieldPresence: FeatureSet_FieldPresence.IMPLICIT } } }),
    field(3, 'delimited', '.riche.New'),
    field(4, 'prefixed', '.riche.New', {
      options: { features: { messageEncoding: FeatureSet_MessageEncoding.LENGTH_PREFIXED } },
    }),
    field(5, 'delimiteds', '.riche.New', list()),
    field(6, 'expanded', 'int32', {
      label: Label.REPEATED,
      options: { features: { repeatedFieldEncoding: FeatureSet_RepeatedFieldEncoding.EXPANDED } },
    }),
    field(7, 'packed', 'int32', list()),
    field(8, 'unchecked', 'string', { options: { features: { utf8Validation: FeatureSet_Utf8Validation.NONE } } }),
    ...editionMaps.field,
    field(10, 'closed', 'enum .riche.Shut'),
    field(11, 'checked', 'string'),
  ],
};

const registry = createFileRegistry(
  create(FileDescriptorSetSchema, {
    file: [
      {
        name: 'rich3.proto',
        package: 'rich3',
        syntax: 'proto3',
        enumType: [
          {
            name: 'Color',
            value: [
              { name: 'COLOR_UNSPECIFIED', number: 0 },
              { name: 'RED', number: 1 },
              { name: 'BLUE', number: 300 },
              { name: 'ULTRAVIOLET', number: -1 },
            ],
          },
          {
            name: 'Paint',
            value: [
              { name: 'PAINT_UNSPECIFIED', number: 0 },
              { name: 'PAINT_RED', number: 5 },
              { name: 'PAINT_BLUE', number: 1 },
            ],
          },
        ],
        messageType: [all, copy],
      },
      {
        name: 'rich2.proto',
        package: 'rich2',
        syntax: 'proto2',
        enumType: [
          {
            name: 'Closed',
            value: [
              { name: 'ONE', number: 1 },
              { name: 'TWO', number: 2 },
              { name: 'MINUS', number: -5 },
            ],
          },
          {
            name: 'Switch', // of a map: these begin with zero
            value: [
              { name: 'OFF', number: 0 },
              { name: 'ON', number: 1 },
            ],
          },
        ],
        messageType: [two, need],
      },
      {
        name: 'riche.proto',
        package: 'riche',
        syntax: 'editions',
        edition: Edition.EDITION_2023,
        options: { features: { messageEncoding: FeatureSet_MessageEncoding.DELIMITED } },
        enumType: [
          {
            name: 'Shut',
            options: { features: { enumType: FeatureSet_EnumType.CLOSED } },
            value: [
              { name: 'SHUT_ZERO', number: 0 },
              { name: 'SHUT_ONE', number: 1 },
            ],
          },
        ],
        messageType: [edition],
      },
    ],
  }),
);

function message(name: string): DescMessage {
  const desc = registry.getMessage(name);
  if (desc === undefined) throw new Error(`no message ${name}`);
  return desc;
}

/** The descriptor sets that hold the types, for oracles outside this process. */
export const richFiles = [...registry.files].map((file) => file.proto);

/** Proto3, with everything. */
export const All = message('rich3.All');
/** Proto3, the same names as {@link All} in other kinds, numbers, presence and packing. */
export const Copy = message('rich3.Copy');
/** Proto2: closed enums, groups, defaults, unchecked strings. */
export const Two = message('rich2.Two');
/** Proto2: required fields. */
export const Need = message('rich2.Need');
/** Edition 2023: delimited messages, implicit and explicit presence, features field by field. */
export const New = message('riche.New');
