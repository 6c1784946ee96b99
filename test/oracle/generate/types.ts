/** Types as the generator thinks of them: which go into which, and what CEL makes of them. */
import type { FieldType, MessageModel, ScalarName, SingularType } from './proto-model.ts';

/** The package of everything that is generated. */
export const packageName = 'g.v1';

/** The kinds of CEL values that expressions are generated for. */
export type CelKind = 'int' | 'uint' | 'double' | 'bool' | 'string' | 'bytes';

const kinds: Readonly<Record<ScalarName, CelKind>> = {
  string: 'string',
  bytes: 'bytes',
  bool: 'bool',
  double: 'double',
  float: 'double',
  int32: 'int',
  int64: 'int',
  sint32: 'int',
  sint64: 'int',
  sfixed32: 'int',
  sfixed64: 'int',
  uint32: 'uint',
  uint64: 'uint',
  fixed32: 'uint',
  fixed64: 'uint',
};

/** The kind of CEL value that a scalar is. */
export function kindOfScalar(scalar: ScalarName): CelKind {
  return kinds[scalar];
}

const wider: Readonly<Partial<Record<ScalarName, readonly ScalarName[]>>> = {
  int32: ['int64', 'sint32', 'sfixed32', 'sint64', 'sfixed64'],
  sint32: ['int32', 'int64'],
  sfixed32: ['int32', 'sint64'],
  int64: ['sint64', 'sfixed64'],
  sint64: ['int64'],
  sfixed64: ['int64'],
  uint32: ['uint64', 'int64', 'fixed32', 'fixed64'],
  fixed32: ['uint32', 'sfixed64'],
  uint64: ['fixed64'],
  fixed64: ['uint64'],
  float: ['double'],
};

/** Scalars that hold every value of one. */
export function widerScalars(scalar: ScalarName): readonly ScalarName[] {
  return wider[scalar] ?? [];
}

/** A scalar type. */
export function scalar(name: ScalarName): SingularType {
  return { kind: 'scalar', scalar: name };
}

/** A message type of the generated package. */
export function messageType(name: string): SingularType & { kind: 'message' } {
  return { kind: 'message', name: name.includes('.') ? name : `${packageName}.${name}` };
}

/** Two enums, the second of which has a counterpart for each value of the first. */
export const enums = [
  {
    name: 'Color',
    values: [
      ['COLOR_UNSPECIFIED', 0],
      ['COLOR_RED', 1],
      ['COLOR_BLUE', 2],
    ],
  },
  {
    name: 'Hue',
    values: [
      ['HUE_UNSPECIFIED', 0],
      ['HUE_GREEN', 1],
      ['HUE_BLUE', 6],
      ['HUE_RED', 7],
    ],
  },
] as const;

/** The first enum. */
export const color: SingularType = { kind: 'enum', name: `${packageName}.Color` };
/** The enum that it maps to. */
export const hue: SingularType = { kind: 'enum', name: `${packageName}.Hue` };

/** Wrappers by their scalars. */
export const wrappers: Readonly<Partial<Record<ScalarName, string>>> = {
  string: 'google.protobuf.StringValue',
  int32: 'google.protobuf.Int32Value',
  int64: 'google.protobuf.Int64Value',
  bool: 'google.protobuf.BoolValue',
  double: 'google.protobuf.DoubleValue',
  uint32: 'google.protobuf.UInt32Value',
};

/** The scalar in a wrapper. */
export function wrapped(type: FieldType): ScalarName | undefined {
  if (type.kind !== 'message') return undefined;
  const found = Object.entries(wrappers).find(([, name]) => name === type.name);
  return found?.[0] as ScalarName | undefined;
}

/** Whether two types are the same. */
export function sameType(a: FieldType, b: FieldType): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The messages that have been generated so far, and which are subsets of which. */
export class KnownTypes {
  readonly messages = new Map<string, MessageModel>();
  /** By the name of a message: those whose fields it has all, of the same types or narrower ones. */
  readonly twins = new Map<string, string[]>();

  add(message: MessageModel): void {
    this.messages.set(`${packageName}.${message.name}`, message);
  }

  fields(type: FieldType): MessageModel['fields'] {
    return type.kind === 'message' ? (this.messages.get(type.name)?.fields ?? []) : [];
  }

  /** Whether a plain path of a type can be assigned to another, no composed message being made. */
  goesInto(from: FieldType, to: FieldType): boolean {
    if (sameType(from, to)) return true;
    if (from.kind === 'scalar' && to.kind === 'scalar') return widerScalars(from.scalar).includes(to.scalar);
    if (from.kind === 'enum' && to.kind === 'enum') return sameType(from, color) && sameType(to, hue);
    if (from.kind === 'list' && to.kind === 'list') return this.goesInto(from.element, to.element);
    if (from.kind !== 'message' || to.kind !== 'message') {
      const inner = wrapped(from) ?? (from.kind === 'scalar' ? from.scalar : undefined);
      const outer = wrapped(to) ?? (to.kind === 'scalar' ? to.scalar : undefined);
      return inner !== undefined && inner === outer;
    }
    return this.twins.get(from.name)?.includes(to.name) ?? false;
  }
}
