import type { DescMessage, DescOneof } from '@bufbuild/protobuf';
import type { Comparison } from './comparison.ts';
import { diffOptions } from './options/diff-options.ts';
import type { Pair } from './pair-types.ts';

/** Compares the oneofs of a message; what moved between them is told of the fields. */
export function diffOneofs(comparison: Comparison, { base, head, named }: Pair<DescMessage>): void {
  const { changes } = comparison;
  const renamed = new Set<DescOneof>();
  for (const oneof of base.oneofs) {
    const same = head.oneofs.find(({ name }) => name === oneof.name);
    if (same !== undefined) {
      diffOptions(comparison, { base: oneof, head: same, named });
      continue;
    }
    const bufRules = named ? ['ONEOF_NO_DELETE'] : [];
    const numbers = numbersOf(oneof);
    const other = head.oneofs.find((candidate) => numbersOf(candidate) === numbers && !isIn(base, candidate));
    if (other === undefined) {
      changes.add('oneof-removed', { base: oneof, head: undefined, before: oneof.name, bufRules });
      continue;
    }
    renamed.add(other);
    changes.add('oneof-renamed', { base: oneof, head: other, before: oneof.name, after: other.name, bufRules });
    diffOptions(comparison, { base: oneof, head: other, named: false });
  }
  for (const oneof of head.oneofs) {
    if (isIn(base, oneof) || renamed.has(oneof)) continue;
    changes.add('oneof-added', { base: undefined, head: oneof, after: oneof.name });
  }
}

function isIn(message: DescMessage, oneof: DescOneof): boolean {
  return message.oneofs.some(({ name }) => name === oneof.name);
}

function numbersOf(oneof: DescOneof): string {
  return oneof.fields
    .map(({ number }) => number)
    .sort((one, other) => one - other)
    .join();
}
