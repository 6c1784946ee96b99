import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import type { RawValue } from './raw-value.ts';
import type { FieldKind, FieldShape, MessageShape, OneofShape, ScalarKind } from './shape.ts';
import { encodeString } from './text.ts';
import { Trait } from './traits.ts';
import { WireType } from './wire-type.ts';

const scalarKinds: Readonly<Record<ScalarType, ScalarKind>> = {
  [ScalarType.DOUBLE]: 'double',
  [ScalarType.FLOAT]: 'float',
  [ScalarType.INT64]: 'int64',
  [ScalarType.UINT64]: 'uint64',
  [ScalarType.INT32]: 'int32',
  [ScalarType.FIXED64]: 'fixed64',
  [ScalarType.FIXED32]: 'fixed32',
  [ScalarType.BOOL]: 'bool',
  [ScalarType.STRING]: 'string',
  [ScalarType.BYTES]: 'bytes',
  [ScalarType.UINT32]: 'uint32',
  [ScalarType.SFIXED32]: 'sfixed32',
  [ScalarType.SFIXED64]: 'sfixed64',
  [ScalarType.SINT32]: 'sint32',
  [ScalarType.SINT64]: 'sint64',
};

const empty = new Uint8Array(0);
const shapes = new WeakMap<DescMessage, Shape>();
const closedEnums = new WeakMap<DescEnum, ReadonlySet<number>>();

/**
 * Fields by number: a table for the small numbers, a map for the rest, so that looking one up costs the same however
 * sparse the numbers are.
 */
class Shape implements MessageShape {
  readonly desc: DescMessage;
  readonly typeName: string;
  readonly mapEntry: boolean;
  fields: readonly FieldShape[] = [];
  oneofs: readonly OneofShape[] = [];
  private near: (FieldShape | undefined)[] = [];
  private far: Map<number, FieldShape> | undefined;
  private names = new Map<string, FieldShape>();
  private required: boolean | undefined;

  constructor(desc: DescMessage, typeName: string, mapEntry: boolean) {
    this.desc = desc;
    this.typeName = typeName;
    this.mapEntry = mapEntry;
  }

  get requires(): boolean {
    this.required ??= reachesRequired(this);
    return this.required;
  }

  fill(fields: readonly FieldShape[]): void {
    this.fields = fields.toSorted((a, b) => a.number - b.number);
    for (const field of this.fields) {
      this.names.set(field.name, field);
      if (field.number >= 256) (this.far ??= new Map()).set(field.number, field);
      else {
        // Filled without holes, which would make it slow.
        while (this.near.length < field.number) this.near.push(undefined);
        this.near.push(field);
      }
    }
  }

  field(number: number): FieldShape | undefined {
    return number < this.near.length ? this.near[number] : this.far?.get(number);
  }

  byName(name: string): FieldShape | undefined {
    return this.names.get(name);
  }
}

/**
 * The shape of a message type. One per descriptor; types may contain themselves.
 *
 * @param desc - the message's descriptor, generated or from a registry
 */
export function shapeOf(desc: DescMessage): MessageShape {
  const known = shapes.get(desc);
  if (known !== undefined) return known;
  const shape = new Shape(desc, desc.typeName, false);
  shapes.set(desc, shape); // before its fields, which may be of this very type
  const members = new Map<string, { name: string; fields: FieldShape[] }>();
  for (const oneof of desc.oneofs) members.set(oneof.name, { name: oneof.name, fields: [] });
  const fields = desc.fields.map((field) => {
    const oneof = field.oneof === undefined ? undefined : members.get(field.oneof.name);
    const made = fieldShape(desc, field, oneof);
    oneof?.fields.push(made);
    return made;
  });
  shape.oneofs = [...members.values()];
  shape.fill(fields);
  return shape;
}

function fieldShape(holder: DescMessage, desc: DescField, oneof: OneofShape | undefined): FieldShape {
  const base = { desc, number: desc.number, name: desc.name, oneof };
  switch (desc.fieldKind) {
    case 'scalar': {
      const kind = scalarKinds[desc.scalar];
      const defaultValue = rawDefault(kind, desc.getDefaultValue());
      return singular({ ...base, kind, desc, defaultValue });
    }
    case 'enum':
      return singular({
        ...base,
        kind: 'enum',
        closedEnum: closedNumbers(desc.enum),
        defaultValue: desc.getDefaultValue() ?? enumZero(desc.enum),
      });
    case 'message':
      return singular({
        ...base,
        kind: desc.delimitedEncoding ? 'group' : 'message',
        message: shapeOf(desc.message),
      });
    case 'list': {
      const list = { ...base, repeated: true, packed: desc.packed, presence: false };
      switch (desc.listKind) {
        case 'scalar':
          return complete({ ...list, kind: scalarKinds[desc.scalar] });
        case 'enum':
          return complete({ ...list, kind: 'enum', closedEnum: closedNumbers(desc.enum) });
        case 'message':
          return complete({
            ...list,
            kind: desc.delimitedEncoding ? 'group' : 'message',
            message: shapeOf(desc.message),
          });
      }
    }
    case 'map':
      return complete({ ...base, kind: 'map', presence: false, message: entryShape(holder, desc) });
  }
}

function entryShape(holder: DescMessage, desc: DescField & { fieldKind: 'map' }): MessageShape {
  const name = desc.name.replace(/(?:^|_)([a-z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
  const entry = new Shape(holder, `${holder.typeName}.${name}Entry`, true);
  // Entries are written in full by every encoder, so their fields count as having presence.
  const part = { desc, presence: true } as const;
  const keyKind = scalarKinds[desc.mapKey];
  const key = complete({
    ...part,
    number: 1,
    name: 'key',
    kind: keyKind,
    defaultValue: rawDefault(keyKind, undefined),
  });
  entry.fill([key, entryValue()]);
  return entry;

  function entryValue(): FieldShape {
    const value = { ...part, number: 2, name: 'value' };
    switch (desc.mapKind) {
      case 'scalar': {
        const kind = scalarKinds[desc.scalar];
        return complete({ ...value, kind, defaultValue: rawDefault(kind, undefined) });
      }
      case 'enum':
        return complete({
          ...value,
          kind: 'enum',
          closedEnum: closedNumbers(desc.enum),
          defaultValue: enumZero(desc.enum),
        });
      case 'message':
        // A map's value is never delimited, whatever the file's features say.
        return complete({ ...value, kind: 'message', message: shapeOf(desc.message) });
    }
  }
}

type Parts = Pick<FieldShape, 'desc' | 'number' | 'name' | 'kind'> & Partial<FieldShape>;

function singular(parts: Parts): FieldShape {
  const { presence } = parts.desc;
  return complete({
    ...parts,
    presence: presence !== FeatureSet_FieldPresence.IMPLICIT,
    required: presence === FeatureSet_FieldPresence.LEGACY_REQUIRED,
  });
}

/** All shapes list the same properties in the same order: what reads them then meets one hidden class. */
function complete(parts: Parts): FieldShape {
  const wireType = wireTypeOf(parts.kind);
  const repeated = parts.repeated ?? false;
  const text = parts.kind === 'string' || parts.kind === 'map';
  const packable = repeated && wireType !== WireType.Length && wireType !== WireType.StartGroup;
  const packed = parts.packed ?? false;
  const presence = parts.presence ?? false;
  const utf8 = text && parts.desc.utf8Validation;
  return {
    number: parts.number,
    name: parts.name,
    desc: parts.desc,
    kind: parts.kind,
    repeated,
    packed,
    packable,
    wireType,
    tag: ((parts.number << 3) | wireType) >>> 0,
    presence,
    oneof: parts.oneof,
    utf8,
    message: parts.message,
    closedEnum: parts.closedEnum,
    required: parts.required ?? false,
    defaultValue: parts.defaultValue,
    traits:
      (presence || repeated || parts.kind === 'map' ? 0 : Trait.ZeroIsUnset) |
      (repeated && !packed ? Trait.Unpacked : 0) |
      (packable ? Trait.Packable : 0) |
      (packed ? Trait.Packed : 0) |
      (parts.oneof === undefined ? 0 : Trait.Member) |
      (parts.closedEnum === undefined ? 0 : Trait.Closed) |
      (parts.kind === 'bool' ? Trait.Bool : 0) |
      (parts.message === undefined ? 0 : Trait.Nested) |
      (utf8 && parts.kind === 'string' ? Trait.Utf8 : 0),
  };
}

function wireTypeOf(kind: FieldKind): WireType {
  switch (kind) {
    case 'double':
    case 'fixed64':
    case 'sfixed64':
      return WireType.Fixed64;
    case 'float':
    case 'fixed32':
    case 'sfixed32':
      return WireType.Fixed32;
    case 'string':
    case 'bytes':
    case 'message':
    case 'map':
      return WireType.Length;
    case 'group':
      return WireType.StartGroup;
    default:
      return WireType.Varint;
  }
}

function rawDefault(kind: ScalarKind, written: string | number | bigint | boolean | Uint8Array | undefined): RawValue {
  switch (kind) {
    case 'string':
      return typeof written === 'string' ? encodeString(written) : empty;
    case 'bytes':
      return written instanceof Uint8Array ? written : empty;
    case 'bool':
      return written === true;
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      // Text, where the option `jstype` asks for it.
      return typeof written === 'bigint' || typeof written === 'string' ? BigInt(written) : 0n;
    default:
      return typeof written === 'number' ? written : 0;
  }
}

function enumZero(desc: DescEnum): number {
  return desc.values[0]?.number ?? 0;
}

function closedNumbers(desc: DescEnum): ReadonlySet<number> | undefined {
  if (desc.open) return undefined;
  let numbers = closedEnums.get(desc);
  if (numbers === undefined) closedEnums.set(desc, (numbers = new Set(desc.values.map((value) => value.number))));
  return numbers;
}

function reachesRequired(from: MessageShape): boolean {
  const seen = new Set<MessageShape>([from]);
  for (const shape of seen) {
    for (const field of shape.fields) {
      if (field.required) return true;
      if (field.message !== undefined) seen.add(field.message);
    }
  }
  return false;
}
