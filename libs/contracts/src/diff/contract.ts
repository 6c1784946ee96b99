import {
  createFileRegistry,
  type AnyDesc,
  type DescEnum,
  type DescExtension,
  type DescFile,
  type DescMessage,
  type DescService,
  type FileRegistry,
} from '@bufbuild/protobuf';
import { nestedTypes } from '@bufbuild/protobuf/reflect';
import type { FileDescriptorSet } from '@bufbuild/protobuf/wkt';

/** What has a name of its own and stands in a file. */
export type NamedType = DescMessage | DescEnum | DescService | DescExtension;

/** One side of a comparison: what it declares, by name. */
export interface Contract {
  readonly registry: FileRegistry;
  readonly files: ReadonlyMap<string, DescFile>;
  readonly packages: ReadonlySet<string>;
  readonly messages: ReadonlyMap<string, DescMessage>;
  readonly enums: ReadonlyMap<string, DescEnum>;
  readonly services: ReadonlyMap<string, DescService>;
  readonly extensions: ReadonlyMap<string, DescExtension>;
  /** Which kinds of types there are in which packages: `enum users.v1`. */
  readonly kindsInPackages: ReadonlySet<string>;
}

/** Descriptors in either form. */
export type Descriptors = FileDescriptorSet | FileRegistry;

/** Descriptors as a registry. */
export function registryOf(descriptors: Descriptors): FileRegistry {
  return 'kind' in descriptors ? descriptors : createFileRegistry(descriptors);
}

/** Indexes the files that are to be compared. */
export function contractOf(registry: FileRegistry, compared: (file: string) => boolean): Contract {
  const files = new Map<string, DescFile>();
  const messages = new Map<string, DescMessage>();
  const enums = new Map<string, DescEnum>();
  const services = new Map<string, DescService>();
  const extensions = new Map<string, DescExtension>();
  const kindsInPackages = new Set<string>();
  for (const file of registry.files) {
    if (!compared(file.proto.name)) continue;
    files.set(file.proto.name, file);
    for (const type of nestedTypes(file)) {
      kindsInPackages.add(`${type.kind} ${file.proto.package}`);
      switch (type.kind) {
        case 'message':
          messages.set(type.typeName, type);
          break;
        case 'enum':
          enums.set(type.typeName, type);
          break;
        case 'service':
          services.set(type.typeName, type);
          break;
        case 'extension':
          extensions.set(type.typeName, type);
      }
    }
  }
  const packages = new Set([...files.values()].map((file) => file.proto.package));
  return { registry, files, packages, messages, enums, services, extensions, kindsInPackages };
}

/** The file that something stands in. */
export function fileOf(desc: AnyDesc): DescFile {
  switch (desc.kind) {
    case 'file':
      return desc;
    case 'message':
    case 'enum':
    case 'service':
    case 'extension':
      return desc.file;
    case 'field':
    case 'oneof':
    case 'enum_value':
    case 'rpc':
      return desc.parent.file;
  }
}

/** A type's name without its package. */
export function nameInPackage(type: NamedType): string {
  const { package: name } = type.file.proto;
  return name === '' ? type.typeName : type.typeName.slice(name.length + 1);
}

/** Whether the package has types of the kind at all; of services, whether it is there. */
export function packageHasAny(contract: Contract, kind: NamedType['kind'], inPackage: string): boolean {
  return kind === 'service' ? contract.packages.has(inPackage) : contract.kindsInPackages.has(`${kind} ${inPackage}`);
}

/** Whether some type of the kind has that name in the package. */
export function packageHas(contract: Contract, kind: NamedType['kind'], name: string, inPackage: string): boolean {
  return typeNamed(contract, kind, inPackage === '' ? name : `${inPackage}.${name}`)?.file.proto.package === inPackage;
}

/** Whether some type of the kind has that name, without the package, in the file. */
export function fileHas(contract: Contract, kind: NamedType['kind'], name: string, file: DescFile): boolean {
  const { package: inPackage } = file.proto;
  return typeNamed(contract, kind, inPackage === '' ? name : `${inPackage}.${name}`)?.file === file;
}

function typeNamed(contract: Contract, kind: NamedType['kind'], name: string): NamedType | undefined {
  return typesOf(contract, kind).get(name);
}

function typesOf(contract: Contract, kind: NamedType['kind']): ReadonlyMap<string, NamedType> {
  switch (kind) {
    case 'message':
      return contract.messages;
    case 'enum':
      return contract.enums;
    case 'service':
      return contract.services;
    case 'extension':
      return contract.extensions;
  }
}
