import { create, createFileRegistry, type DescFile, fromBinary } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { ServiceDefinition } from '@grpc/grpc-js';

/** The files behind a service that proto-loader loaded: it keeps them, serialized, at the service's types. */
export function filesOfDefinition(definition: ServiceDefinition): DescFile[] {
  const files = new Map<string, FileDescriptorProto>();
  for (const method of Object.values(definition)) {
    const { requestType } = method as { requestType?: { fileDescriptorProtos?: readonly Uint8Array[] } };
    for (const bytes of requestType?.fileDescriptorProtos ?? []) {
      const file = fromBinary(FileDescriptorProtoSchema, bytes);
      files.set(file.name, file);
    }
  }
  return [...createFileRegistry(create(FileDescriptorSetSchema, { file: [...files.values()] })).files];
}
