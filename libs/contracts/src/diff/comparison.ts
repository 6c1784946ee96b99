import type { DescMessage } from '@bufbuild/protobuf';
import type { ChangeList } from './change-list.ts';
import { fileHas, nameInPackage, packageHas, packageHasAny, type Contract, type NamedType } from './contract.ts';
import type { TypePairs } from './pair-types.ts';
import type { AnyField } from './symbols.ts';

const removalRules: Readonly<Record<NamedType['kind'], readonly [inFile: string, inPackage: string]>> = {
  message: ['MESSAGE_NO_DELETE', 'PACKAGE_MESSAGE_NO_DELETE'],
  enum: ['ENUM_NO_DELETE', 'PACKAGE_ENUM_NO_DELETE'],
  service: ['SERVICE_NO_DELETE', 'PACKAGE_SERVICE_NO_DELETE'],
  extension: ['EXTENSION_NO_DELETE', 'PACKAGE_EXTENSION_NO_DELETE'],
};

/** Two contracts that are being compared. */
export class Comparison {
  readonly changes: ChangeList;
  readonly base: Contract;
  readonly head: Contract;
  readonly pairs: TypePairs;

  constructor(changes: ChangeList, base: Contract, head: Contract, pairs: TypePairs) {
    this.changes = changes;
    this.base = base;
    this.head = head;
    this.pairs = pairs;
  }

  /** Whether the base's type and the head's are the same thing, by another name or not. */
  isSameType(base: string | undefined, head: string | undefined): boolean {
    if (base === undefined || head === undefined || base === head) return base === head;
    const { messages, enums } = this.pairs;
    return (messages.headName.get(base) ?? enums.headName.get(base)) === head;
  }

  /** What buf says of a type of the base that the head does not have under its name, or has in another file. */
  removalRules(type: NamedType): readonly string[] {
    return this.#removalRules(type.kind, type, nameInPackage(type));
  }

  /** What buf says of the entry of a map, which it takes for a message in the field's. */
  mapEntryRules(field: AnyField, holder: DescMessage): readonly string[] {
    if (field.fieldKind !== 'map') return [];
    const entry = field.proto.typeName.slice(field.proto.typeName.lastIndexOf('.') + 1);
    if (holder.proto.nestedType.some(({ name }) => name === entry)) return [];
    return this.#removalRules('message', field.parent, `${nameInPackage(field.parent)}.${entry}`);
  }

  #removalRules(kind: NamedType['kind'], { file }: NamedType, name: string): readonly string[] {
    const [inFile, inPackage] = removalRules[kind];
    const rules: string[] = [];
    const headFile = this.head.files.get(file.proto.name);
    if (headFile !== undefined && !fileHas(this.head, kind, name, headFile)) rules.push(inFile);
    // Of a package that has nothing of the kind any more buf does not tell.
    const { package: of } = file.proto;
    if (!packageHas(this.head, kind, name, of) && packageHasAny(this.head, kind, of)) rules.push(inPackage);
    return rules;
  }
}
