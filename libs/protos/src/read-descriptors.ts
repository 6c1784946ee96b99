import { readFile } from 'node:fs/promises';
import type { FileDescriptorProto, FileDescriptorSet } from '@bufbuild/protobuf/wkt';
import type { CompiledProtos } from './compile-protos.ts';

/**
 * Reads a descriptor set, as `buf build -o` writes it. It must hold all that its files import. The texts of the files
 * are not known.
 *
 * @param path - absolute, or relative to the working directory
 */
export async function readDescriptors(path: string): Promise<CompiledProtos> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return failed(path, code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`);
  }
  if (bytes.length === 0) return failed(path, `is empty; ${howToBuild}`);
  const { decodeDescriptorSet, descriptorSetOf } = await import('./descriptor-set.ts');
  let descriptors: FileDescriptorSet;
  try {
    descriptors = decodeDescriptorSet(bytes);
  } catch {
    return failed(path, `is not a descriptor set; ${howToBuild}`);
  }
  // Other bytes may pass for a descriptor set all of whose fields are unknown.
  if (descriptors.file.length === 0 || descriptors.file.some((file) => file.name === '')) {
    return failed(path, `is not a descriptor set; ${howToBuild}`);
  }
  const missing = missingImports(descriptors);
  if (missing.length > 0) return { kind: 'failed', problems: missing.map((message) => whole(path, message)) };
  return { kind: 'ok', descriptors: descriptorSetOf(inDependencyOrder(descriptors)), text: () => undefined };
}

const howToBuild =
  'make one with `buf build -o FILE.binpb` or `protoc --include_imports --include_source_info -o FILE`';

/** What files of the set import that the set does not hold. */
function missingImports(descriptors: FileDescriptorSet): string[] {
  const missing: string[] = [];
  const names = new Set(descriptors.file.map((file) => file.name));
  for (const file of descriptors.file) {
    for (const dependency of file.dependency) {
      if (names.has(dependency)) continue;
      missing.push(`${file.name} imports ${dependency}, which the set does not hold; ${howToBuild}`);
    }
  }
  return missing;
}

/** buf and protoc write imported files first, and readers count on it; other tools do not always. */
function inDependencyOrder(descriptors: FileDescriptorSet): FileDescriptorProto[] {
  const waiting = new Map(descriptors.file.map((file) => [file.name, file]));
  const ordered: FileDescriptorProto[] = [];
  const place = (name: string) => {
    const file = waiting.get(name);
    if (file === undefined) return;
    waiting.delete(name);
    file.dependency.forEach(place);
    ordered.push(file);
  };
  for (const file of descriptors.file) place(file.name);
  return ordered;
}

function whole(file: string, message: string) {
  return { file, line: 0, column: 0, message };
}

function failed(file: string, message: string): CompiledProtos {
  return { kind: 'failed', problems: [whole(file, message)] };
}
