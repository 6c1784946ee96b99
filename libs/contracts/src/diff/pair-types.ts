import type { DescEnum, DescField, DescMessage, DescService } from '@bufbuild/protobuf';
import { compareTexts } from './compare-texts.ts';
import { nameInPackage, type Contract, type NamedType } from './contract.ts';
import { recogniseRenames, type Votes } from './recognise-renames.ts';
import { typeText } from './field-type.ts';

/** The same thing on both sides, by the same name or by another. */
export interface Pair<Type> {
  readonly base: Type;
  readonly head: Type;
  /** Whether its full name is the same: what buf compares. */
  readonly named: boolean;
}

/** What has a counterpart on the other side, and what has none. */
export interface Pairing<Type extends NamedType> {
  readonly pairs: readonly Pair<Type>[];
  readonly removed: readonly Type[];
  readonly added: readonly Type[];
  /** The head's name of something of the base. */
  readonly headName: ReadonlyMap<string, string>;
}

/** All types of two contracts, paired. */
export interface TypePairs {
  readonly messages: Pairing<DescMessage>;
  readonly enums: Pairing<DescEnum>;
  readonly services: Pairing<DescService>;
}

/**
 * Pairs the types of two contracts: by name; then those that are left over by what they look like and by who uses them, so
 * that a rename is told as one.
 */
export function pairTypes(base: Contract, head: Contract): TypePairs {
  const votes = votesOf(base, head);
  const messages = pair(base.messages, head.messages, fieldsOf, votes);
  const enums = pair(base.enums, head.enums, valuesOf, votes);
  const services = pair(base.services, head.services, methodsOf, votes);
  return { messages, enums, services };
}

function pair<Type extends NamedType>(
  base: ReadonlyMap<string, Type>,
  head: ReadonlyMap<string, Type>,
  featuresOf: (type: Type) => readonly string[],
  votes: Votes,
): Pairing<Type> {
  const pairs: Pair<Type>[] = [];
  const removed: Type[] = [];
  for (const [name, type] of base) {
    const other = head.get(name);
    if (other === undefined) removed.push(type);
    else pairs.push({ base: type, head: other, named: true });
  }
  const added = [...head].filter(([name]) => !base.has(name)).map(([, type]) => type);
  const renames = recogniseRenames(removed.map(candidate), added.map(candidate), votes);
  const renamed = new Set<Type>();
  for (const [one, other] of renames) {
    pairs.push({ base: one, head: other, named: false });
    renamed.add(one).add(other);
  }
  const headName = new Map(pairs.map(({ base: one, head: other }) => [one.typeName, other.typeName]));
  const left = (types: readonly Type[]) => types.filter((type) => !renamed.has(type));
  return { pairs, removed: left(removed), added: left(added), headName };

  function candidate(type: Type) {
    return {
      type,
      name: type.typeName,
      shortName: type.name,
      place: `${type.file.proto.name}#${nameInPackage(type)}`,
      features: featuresOf(type),
    };
  }
}

/** What a message looks like; types by their last name, which a rename of the package leaves as it is. */
function fieldsOf(message: DescMessage): readonly string[] {
  return message.fields.map((field) => `${field.number} ${field.name} ${lastNames(typeText(field))}`);
}

/** What an enum looks like; without the enum's own name in front of the values, which a rename changes. */
function valuesOf(type: DescEnum): readonly string[] {
  const prefix = type.sharedPrefix ?? '';
  return type.values.map((value) => `${value.number} ${value.name.slice(prefix.length)}`);
}

function methodsOf(service: DescService): readonly string[] {
  return service.methods.map((method) => `${method.name} ${method.input.name} ${method.output.name}`);
}

function lastNames(text: string): string {
  return text.replaceAll(/[\w.]*\./g, '');
}

/** Who of the base is replaced by whom, where something of the same name and number or method uses them. */
function votesOf(base: Contract, head: Contract): Votes {
  const votes = new Map<string, Map<string, number>>();
  for (const [name, message] of base.messages) {
    const fields = head.messages.get(name)?.fields;
    if (fields === undefined) continue;
    const byNumber = new Map(fields.map((field) => [field.number, field]));
    for (const field of message.fields) {
      vote(usedType(field), usedType(byNumber.get(field.number)));
    }
  }
  for (const [name, service] of base.services) {
    const methods = head.services.get(name)?.methods ?? [];
    for (const method of service.methods) {
      const other = methods.find((candidate) => candidate.name === method.name);
      vote(method.input.typeName, other?.input.typeName);
      vote(method.output.typeName, other?.output.typeName);
    }
  }
  return votes;

  function vote(one: string | undefined, other: string | undefined) {
    if (one === undefined || other === undefined || one === other) return;
    const counts = votes.get(one) ?? new Map<string, number>();
    counts.set(other, (counts.get(other) ?? 0) + 1);
    votes.set(one, counts);
  }
}

function usedType(field: DescField | undefined): string | undefined {
  return field?.message?.typeName ?? field?.enum?.typeName;
}

/** Pairs in the order of the base's names. */
export function inOrder<Type extends NamedType>(pairing: Pairing<Type>): readonly Pair<Type>[] {
  return pairing.pairs.toSorted((one, other) => compareTexts(one.base.typeName, other.base.typeName));
}
