/** A plan as text: everything in it but functions, in its order. */
import type { MethodPlan } from '@tributary/plan';

/** See above. */
export function plainPlan(plan: MethodPlan): string {
  const numbers = new Map<object, number>();
  const plain = (value: unknown): unknown => {
    if (typeof value === 'function') return 'function';
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null) return value;
    if ('getMessage' in value) return 'registry';
    const known = numbers.get(value);
    if (known !== undefined) return `#${known}`;
    numbers.set(value, numbers.size);
    if (isDescriptor(value)) return value.toString();
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    if (value instanceof Map) return [...value].map(([key, held]) => [plain(key), plain(held)]);
    if (value instanceof Set || Array.isArray(value)) return [...(value as Iterable<unknown>)].map(plain);
    // The composition that it was made from has been read with places and findings.
    const entries = Object.entries(value).filter(([key]) => key !== 'composition');
    return entries.map(([key, held]) => [key, plain(held)]);
  };
  return JSON.stringify(plain(plan), undefined, 1);
}

/** Descriptors belong to a registry, and are not the plan's. */
function isDescriptor(value: object): value is { readonly kind: string; toString(): string } {
  const kind = 'kind' in value ? value.kind : undefined;
  return (
    typeof kind === 'string' &&
    /^(file|message|field|enum|enum_value|oneof|service|rpc|extension)$/.test(kind) &&
    'proto' in value
  );
}
