import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import {
  createFileRegistry,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonObject,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { repository } from '../places.ts';

/** Messages of the shop and of its pages, between JSON with the field names of the protos and bytes. */
export interface Contracts {
  /** @param type - the full name of a message */
  encode(type: string, message: JsonObject): Buffer;
  decode(type: string, bytes: Uint8Array): JsonObject;
}

/** Compiles the protos of the bench (some 50 ms). */
export function readContracts(): Contracts {
  const buf = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
  const set = execFileSync(
    process.execPath,
    [buf, 'build', '--path', 'test/bench/protos/shop', '--as-file-descriptor-set', '-o', '-'],
    { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, set));
  const messageOf = (type: string): DescMessage => {
    const found = registry.getMessage(type);
    if (found === undefined) throw new Error(`the protos of the bench have no message ${type}`);
    return found;
  };
  return {
    encode(type, message) {
      const descriptor = messageOf(type);
      return Buffer.from(toBinary(descriptor, fromJson(descriptor, message)));
    },
    decode(type, bytes) {
      const descriptor = messageOf(type);
      const json = toJson(descriptor, fromBinary(descriptor, bytes), { useProtoFieldName: true, registry });
      return json as JsonObject;
    },
  };
}
