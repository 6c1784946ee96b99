import { isCelList, isCelMap, type CelValue } from '@bufbuild/cel';
import { toBinary, type Registry } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { Writer, type ScalarKind } from '@tributary/wire';
import { JsonWriter } from './json-writer.ts';
import { fitScalar, kindOf } from './scalar-range.ts';
import { wrap } from './wrapper.ts';
import { failed, none, written, type Written } from './written.ts';

const anyName = 'google.protobuf.Any';

/** Packs a value into an Any, as CEL does: scalars as wrappers, lists and maps as JSON; null is none. */
export function writeAny(value: CelValue, registry: Registry): Written {
  if (value === null) return none;
  // One whose type is not known stays packed.
  if (isReflectMessage(value) && value.desc.typeName === anyName) return written(toBinary(value.desc, value.message));
  const packed = packedAs(value, registry);
  if (packed === undefined) return failed('a type cannot be packed into an Any');
  const writer = new Writer();
  writer.string(1, `type.googleapis.com/${packed.typeName}`);
  writer.bytes(2, packed.payload);
  return written(writer.finish());
}

interface Packed {
  readonly typeName: string;
  readonly payload: Uint8Array;
}

const packedScalars: Readonly<Record<string, readonly [string, ScalarKind]>> = {
  int: ['google.protobuf.Int64Value', 'int64'],
  uint: ['google.protobuf.UInt64Value', 'uint64'],
  double: ['google.protobuf.DoubleValue', 'double'],
  bool: ['google.protobuf.BoolValue', 'bool'],
  string: ['google.protobuf.StringValue', 'string'],
  bytes: ['google.protobuf.BytesValue', 'bytes'],
};

function packedAs(value: CelValue, registry: Registry): Packed | undefined {
  if (isReflectMessage(value)) {
    return { typeName: value.desc.typeName, payload: toBinary(value.desc, value.message) };
  }
  if (isCelList(value)) {
    return { typeName: 'google.protobuf.ListValue', payload: new JsonWriter(registry).list(value) };
  }
  if (isCelMap(value)) return { typeName: 'google.protobuf.Struct', payload: new JsonWriter(registry).struct(value) };
  const [name, scalar] = packedScalars[kindOf(value)] ?? [];
  if (name === undefined || scalar === undefined) return undefined;
  const fitted = fitScalar(value, scalar);
  return fitted.kind === 'value' ? { typeName: name, payload: wrap(scalar, fitted.value) } : undefined;
}
