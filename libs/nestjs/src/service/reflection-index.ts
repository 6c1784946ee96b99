import { toBinary, type DescExtension, type DescFile, type DescMessage } from '@bufbuild/protobuf';
import { nestedTypes } from '@bufbuild/protobuf/reflect';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';

/** Finds files by what is in them, as the reflection service is asked for them. */
export interface ReflectionIndex {
  fileByName(name: string): DescFile | undefined;
  /** @param symbol full name of a message, field, oneof, enum, enum value, extension, service or method */
  fileBySymbol(symbol: string): DescFile | undefined;
  fileByExtension(typeName: string, fieldNumber: number): DescFile | undefined;
  /** Undefined where there is no such message. */
  extensionNumbers(typeName: string): readonly number[] | undefined;
  /** A file and all that it imports, each once, serialized: the file first. */
  withImports(file: DescFile): readonly Uint8Array[];
}

/**
 * Indexes the files and what they import. Files come out with all their options, custom ones too: protobuf-es keeps
 * what it does not know, where `@grpc/reflection` (1.0) loses it.
 */
export function createReflectionIndex(files: readonly DescFile[]): ReflectionIndex {
  const byName = new Map<string, DescFile>();
  const bySymbol = new Map<string, DescFile>();
  const byExtendee = new Map<string, Map<number, DescFile>>();
  const messages = new Set<string>();
  const serialized = new Map<string, Uint8Array>();

  const addExtension = (extension: DescExtension, file: DescFile) => {
    bySymbol.set(extension.typeName, file);
    const numbers = byExtendee.get(extension.extendee.typeName) ?? new Map<number, DescFile>();
    byExtendee.set(extension.extendee.typeName, numbers.set(extension.number, file));
  };
  const addMessage = (message: DescMessage, file: DescFile) => {
    messages.add(message.typeName);
    bySymbol.set(message.typeName, file);
    for (const field of message.fields) bySymbol.set(`${message.typeName}.${field.name}`, file);
    for (const oneof of message.oneofs) bySymbol.set(`${message.typeName}.${oneof.name}`, file);
  };
  const addFile = (file: DescFile) => {
    // `DescFile.name` lacks the extension.
    if (byName.has(file.proto.name)) return;
    byName.set(file.proto.name, file);
    for (const type of nestedTypes(file)) {
      switch (type.kind) {
        case 'message':
          addMessage(type, file);
          break;
        case 'enum': {
          bySymbol.set(type.typeName, file);
          // The values of an enum are its siblings.
          const scope = type.typeName.slice(0, type.typeName.lastIndexOf('.') + 1);
          for (const value of type.values) bySymbol.set(scope + value.name, file);
          break;
        }
        case 'extension':
          addExtension(type, file);
          break;
        case 'service':
          bySymbol.set(type.typeName, file);
          for (const method of type.methods) bySymbol.set(`${type.typeName}.${method.name}`, file);
          break;
      }
    }
    for (const dependency of file.dependencies) addFile(dependency);
  };
  for (const file of files) addFile(file);

  const bytesOf = (file: DescFile) => {
    const known = serialized.get(file.proto.name);
    if (known !== undefined) return known;
    const bytes = toBinary(FileDescriptorProtoSchema, file.proto);
    serialized.set(file.proto.name, bytes);
    return bytes;
  };
  return {
    fileByName: (name) => byName.get(name),
    fileBySymbol: (symbol) => bySymbol.get(symbol),
    fileByExtension: (typeName, fieldNumber) => byExtendee.get(typeName)?.get(fieldNumber),
    extensionNumbers(typeName) {
      if (!messages.has(typeName)) return undefined;
      return [...(byExtendee.get(typeName)?.keys() ?? [])].sort((a, b) => a - b);
    },
    withImports(file) {
      // A Set that grows while it is walked is a work list without repetition.
      const closure = new Set([file]);
      for (const member of closure) for (const dependency of member.dependencies) closure.add(dependency);
      return [...closure].map(bytesOf);
    },
  };
}
