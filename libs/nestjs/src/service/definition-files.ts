import { create, createFileRegistry, fromBinary, type FileRegistry } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import type { ServiceDefinition } from '@grpc/grpc-js';

/**
 * The descriptors behind a service definition that proto-loader made: it keeps them, serialized, at its types. For
 * services whose contract comes inside a package.
 */
export function fileRegistryOfDefinition(definition: ServiceDefinition): FileRegistry {
  const files = new Map<string, FileDescriptorProto>();
  for (const method of Object.values(definition)) {
    const { requestType } = method as { requestType?: { fileDescriptorProtos: readonly Uint8Array[] } };
    for (const bytes of requestType?.fileDescriptorProtos ?? []) {
      const file = fromBinary(FileDescriptorProtoSchema, bytes);
      files.set(file.name, file);
    }
  }
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [...files.values()] }));
}
