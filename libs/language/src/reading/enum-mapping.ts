import type { DescEnum } from '@bufbuild/protobuf';

/** An enum's numbers in another enum, or the values that have no counterpart there. */
export type EnumMapping =
  | { readonly kind: 'mapping'; readonly to: ReadonlyMap<number, number> }
  | { readonly kind: 'missing'; readonly names: readonly string[] };

/**
 * Maps an enum's values to another's by name, without the prefix that is the enum's own name in UPPER_SNAKE where a
 * value has it. Zero goes to zero; each other value must have its counterpart.
 */
export function mapEnum(from: DescEnum, to: DescEnum): EnumMapping {
  const numbers = new Map(to.values.map(({ name, number }) => [withoutPrefix(name, to), number]));
  const mapping = new Map<number, number>();
  const names: string[] = [];
  for (const { name, number } of from.values) {
    if (mapping.has(number)) continue;
    if (number === 0) {
      mapping.set(0, 0);
      continue;
    }
    // Of aliases any one may have the counterpart.
    const counterpart = from.values
      .filter((alias) => alias.number === number)
      .map((alias) => numbers.get(withoutPrefix(alias.name, from)))
      .find((found) => found !== undefined);
    if (counterpart === undefined) names.push(name);
    else mapping.set(number, counterpart);
  }
  return names.length > 0 ? { kind: 'missing', names } : { kind: 'mapping', to: mapping };
}

function withoutPrefix(value: string, { name }: DescEnum): string {
  const prefix = `${name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase()}_`;
  return value.startsWith(prefix) && value.length > prefix.length ? value.slice(prefix.length) : value;
}
