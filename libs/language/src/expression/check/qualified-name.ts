import type { DescEnum, DescMessage, Registry } from '@bufbuild/protobuf';
import type { Segment } from './name-resolver.ts';

/** What a qualified name of a `.proto` means, as far as `consumed` segments reach. */
export type Qualified =
  | { readonly kind: 'constant'; readonly consumed: number; readonly enum: DescEnum; readonly number: number }
  /** An enum is named, and no value of it. */
  | { readonly kind: 'no-constant'; readonly consumed: number; readonly enum: DescEnum; readonly value: Segment }
  | { readonly kind: 'enum'; readonly consumed: number; readonly enum: DescEnum }
  | { readonly kind: 'type'; readonly consumed: number; readonly typeName: string };

/** CEL's own types, as values of type `type`. */
const ownTypes: ReadonlySet<string> = new Set(
  'int uint double bool string bytes list map null_type type dyn'.split(' '),
);

/** The names a name may stand for in a container, the innermost first: `a.b.X`, `a.X`, `X`. */
export function candidates(container: string, name: string): readonly string[] {
  if (name.startsWith('.')) return [name.slice(1)];
  const scopes = container === '' ? [] : container.split('.');
  return [...scopes.map((_, index) => [...scopes.slice(0, scopes.length - index), name].join('.')), name];
}

/** The message type that a name stands for in a container. */
export function findMessage(registry: Registry, container: string, name: string): DescMessage | undefined {
  for (const candidate of candidates(container, name)) {
    const message = registry.getMessage(candidate);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** Resolves the beginning of a chain as a qualified name: the longest that means something, in the innermost scope. */
export function findQualified(
  registry: Registry,
  container: string,
  chain: readonly Segment[],
  absolute: boolean,
): Qualified | undefined {
  for (let consumed = chain.length; consumed > 0; consumed--) {
    const name = chain
      .slice(0, consumed)
      .map((segment) => segment.name)
      .join('.');
    for (const candidate of candidates(container, absolute ? `.${name}` : name)) {
      const found = findExactly(registry, candidate, consumed, chain);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function findExactly(
  registry: Registry,
  name: string,
  consumed: number,
  chain: readonly Segment[],
): Qualified | undefined {
  const enumeration = registry.getEnum(name);
  if (enumeration !== undefined) {
    const value = chain[consumed];
    if (value === undefined) return { kind: 'enum', consumed, enum: enumeration };
    const constant = enumeration.values.find((declared) => declared.name === value.name);
    if (constant === undefined) return { kind: 'no-constant', consumed: consumed + 1, enum: enumeration, value };
    return { kind: 'constant', consumed: consumed + 1, enum: enumeration, number: constant.number };
  }
  if (registry.getMessage(name) !== undefined || (consumed === 1 && ownTypes.has(name))) {
    return { kind: 'type', consumed, typeName: name };
  }
  return undefined;
}
