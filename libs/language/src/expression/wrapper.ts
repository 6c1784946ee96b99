import { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { RawValue, ScalarKind } from '@tributary/wire';
import { scalarCodecs } from './scalar-codecs.ts';

/** What the messages of `google/protobuf/wrappers.proto` wrap, by their names. */
export const wrapperScalars: Readonly<Record<string, ScalarKind>> = {
  'google.protobuf.BoolValue': 'bool',
  'google.protobuf.BytesValue': 'bytes',
  'google.protobuf.DoubleValue': 'double',
  'google.protobuf.FloatValue': 'float',
  'google.protobuf.Int32Value': 'int32',
  'google.protobuf.Int64Value': 'int64',
  'google.protobuf.StringValue': 'string',
  'google.protobuf.UInt32Value': 'uint32',
  'google.protobuf.UInt64Value': 'uint64',
};

/** A wrapper's payload: its one field, the first. */
export function wrap(scalar: ScalarKind, value: RawValue): Uint8Array {
  const codec = scalarCodecs[scalar];
  const writer = new BinaryWriter().tag(1, codec.wireType);
  codec.write(writer, value);
  return writer.finish();
}
