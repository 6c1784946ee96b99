import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
  type SourceCodeInfo,
  SourceCodeInfoSchema,
} from '@bufbuild/protobuf/wkt';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Of FileDescriptorSet. */
const fileNumber = 1;
/** Of FileDescriptorProto. */
const sourceInfoNumber = 9;

/**
 * Reads a descriptor set. The source info of a file, which is most of its bytes, is read when somebody asks for it: few
 * do, and only of files that they have something to say about.
 *
 * @throws Error where the bytes are no descriptor set
 */
export function decodeDescriptorSet(bytes: Uint8Array): FileDescriptorSet {
  const file: FileDescriptorProto[] = [];
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === fileNumber && wireType === WireType.LengthDelimited) file.push(decodeFile(reader.bytes()));
    else reader.skip(wireType, number);
  }
  return descriptorSetOf(file);
}

/** A set of these files. */
export function descriptorSetOf(file: FileDescriptorProto[]): FileDescriptorSet {
  return create(FileDescriptorSetSchema, { file });
}

/** The inverse of {@link decodeDescriptorSet}. */
export function encodeDescriptorSet(descriptors: FileDescriptorSet): Uint8Array {
  return toBinary(FileDescriptorSetSchema, descriptors);
}

function decodeFile(bytes: Uint8Array): FileDescriptorProto {
  const others: Uint8Array[] = [];
  const sourceInfo: Uint8Array[] = [];
  const reader = new BinaryReader(bytes);
  let start = 0;
  while (reader.pos < reader.len) {
    const before = reader.pos;
    const [number, wireType] = reader.tag();
    if (number === sourceInfoNumber && wireType === WireType.LengthDelimited) {
      others.push(bytes.subarray(start, before));
      sourceInfo.push(reader.bytes());
      start = reader.pos;
    } else reader.skip(wireType, number);
  }
  if (sourceInfo.length === 0) return fromBinary(FileDescriptorProtoSchema, bytes);
  others.push(bytes.subarray(start));
  const file = fromBinary(FileDescriptorProtoSchema, Buffer.concat(others));
  readOnDemand(file, () => fromBinary(SourceCodeInfoSchema, Buffer.concat(sourceInfo)));
  return file;
}

function readOnDemand(file: FileDescriptorProto, read: () => SourceCodeInfo): void {
  const settle = (value: SourceCodeInfo | undefined): void => {
    Object.defineProperty(file, 'sourceCodeInfo', { value, writable: true, enumerable: true, configurable: true });
  };
  Object.defineProperty(file, 'sourceCodeInfo', {
    enumerable: true,
    configurable: true,
    get: () => {
      let value: SourceCodeInfo | undefined;
      try {
        value = read();
      } catch {
        // Everything else of the file could be read: it does without places and comments.
      }
      settle(value);
      return value;
    },
    set: settle,
  });
}
