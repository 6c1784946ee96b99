import type { ValueType } from '../expression/index.ts';

/** Two types without the wrappers that are around them; undefined where neither is one. */
export function unwrap(from: ValueType, to: ValueType): { from: ValueType; to: ValueType } | undefined {
  const inner = wrappedScalar(from);
  const outer = wrappedScalar(to);
  return inner === undefined && outer === undefined ? undefined : { from: inner ?? from, to: outer ?? to };
}

/** The type that a wrapper of `google/protobuf/wrappers.proto` wraps. */
function wrappedScalar(type: ValueType): ValueType | undefined {
  if (type.kind !== 'message' || !/^google\.protobuf\.(\w+)Value$/.test(type.message.typeName)) return undefined;
  const [value] = type.message.fields;
  if (type.message.fields.length !== 1 || value?.fieldKind !== 'scalar') return undefined;
  return scalarType(type.message.typeName);
}

function scalarType(wrapper: string): ValueType | undefined {
  const kinds = {
    'google.protobuf.BoolValue': 'bool',
    'google.protobuf.BytesValue': 'bytes',
    'google.protobuf.DoubleValue': 'double',
    'google.protobuf.FloatValue': 'float',
    'google.protobuf.Int32Value': 'int32',
    'google.protobuf.Int64Value': 'int64',
    'google.protobuf.StringValue': 'string',
    'google.protobuf.UInt32Value': 'uint32',
    'google.protobuf.UInt64Value': 'uint64',
  } as const;
  const scalar = (kinds as Readonly<Record<string, (typeof kinds)[keyof typeof kinds]>>)[wrapper];
  return scalar === undefined ? undefined : { kind: 'scalar', scalar };
}
