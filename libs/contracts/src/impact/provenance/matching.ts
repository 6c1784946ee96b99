import type { FileRegistry } from '@bufbuild/protobuf';
import type { ChangedElement } from '../../diff/change.ts';
import type { Containment, FieldPath } from './containment.ts';
import type { Provenance } from './provenance.ts';
import type { StepUse } from './step-use.ts';

/** A use that a change is about. */
export interface Match {
  readonly use: StepUse;
  /** From the message that is used in whole to the one that what changed is declared in, or to a field of that type. */
  readonly way: FieldPath;
}

/** What changed, by its full name on one side. */
export interface ChangedSymbol {
  readonly element: ChangedElement;
  readonly symbol: string;
}

/** One side's contract, for questions about what holds what. */
export interface SideTypes {
  readonly registry: FileRegistry;
  readonly containment: Containment;
}

/** The uses of a method that a change of a symbol is about. */
export function matchesOf(
  { element, symbol }: ChangedSymbol,
  provenance: Provenance,
  types: SideTypes,
): readonly Match[] {
  const { exact, constants, byOwner } = provenance;
  const direct = (uses: readonly StepUse[] | undefined): readonly Match[] =>
    (uses ?? []).map((use) => ({ use, way: [] }));
  const [owner, name] = splitName(symbol);
  switch (element) {
    case 'field':
      return [...direct(exact.get(symbol)), ...within(owner, name, provenance, types)];
    case 'oneof':
      return within(owner, undefined, provenance, types);
    case 'extension': {
      const extended = types.registry.getExtension(symbol)?.extendee.typeName;
      return extended === undefined ? [] : within(extended, undefined, provenance, types);
    }
    case 'message':
      return [...direct(byOwner.get(symbol)), ...within(symbol, undefined, provenance, types)];
    case 'enum':
      return [...direct(exact.get(symbol)), ...within(symbol, undefined, provenance, types)];
    case 'enum-value': {
      const named = direct(constants.get(`${splitName(owner)[1]}.${name}`));
      return [...named, ...direct(exact.get(owner)), ...within(owner, undefined, provenance, types)];
    }
    case 'method':
      return direct(exact.get(symbol));
    case 'service':
      return direct(byOwner.get(symbol));
    case 'file':
    case 'package':
      return declaredIn(element, symbol, types).flatMap((declared) => matchesOf(declared, provenance, types));
  }
}

/** Uses of messages in whole that hold a message or enum, by the names that are read of them. */
function within(
  typeName: string,
  field: string | undefined,
  { whole }: Provenance,
  { containment }: SideTypes,
): readonly Match[] {
  const ways = containment.waysTo(typeName);
  const found: Match[] = [];
  for (const [used, uses] of whole) {
    const way = ways.get(used);
    if (way === undefined) continue;
    for (const use of uses) {
      const { words } = use;
      const isRead =
        words === undefined ||
        (way.every(({ name }) => words.has(name)) && (field === undefined ? way.length > 0 : words.has(field)));
      if (isRead) found.push({ use, way });
    }
  }
  return found;
}

function declaredIn(element: 'file' | 'package', symbol: string, { registry }: SideTypes): readonly ChangedSymbol[] {
  const found: ChangedSymbol[] = [];
  for (const file of registry.files) {
    if (element === 'file' ? `${file.name}.proto` !== symbol : file.proto.package !== symbol) continue;
    for (const { typeName } of file.services) found.push({ element: 'service', symbol: typeName });
    for (const { typeName } of file.messages) found.push({ element: 'message', symbol: typeName });
    for (const { typeName } of file.enums) found.push({ element: 'enum', symbol: typeName });
  }
  return found;
}

/** A full name taken apart before its last part. */
export function splitName(symbol: string): readonly [owner: string, name: string] {
  const dot = symbol.lastIndexOf('.');
  return [symbol.slice(0, Math.max(0, dot)), symbol.slice(dot + 1)];
}
