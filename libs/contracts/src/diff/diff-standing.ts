import type { Comparison } from './comparison.ts';
import type { NamedType } from './contract.ts';
import { inOrder, type Pairing } from './pair-types.ts';

/** Tells which types of a kind are new, gone, renamed, or stand in another file. */
export function diffStanding<Type extends NamedType>(
  comparison: Comparison,
  kind: 'message' | 'enum' | 'service',
  pairing: Pairing<Type>,
): void {
  const { changes } = comparison;
  for (const base of pairing.removed) {
    const bufRules = comparison.removalRules(base);
    changes.add(`${kind}-removed`, { base, head: undefined, before: base.typeName, bufRules });
  }
  for (const head of pairing.added) changes.add(`${kind}-added`, { base: undefined, head, after: head.typeName });
  for (const { base, head, named } of inOrder(pairing)) {
    if (!named) {
      changes.add(`${kind}-renamed`, {
        base,
        head,
        before: base.typeName,
        after: head.typeName,
        bufRules: comparison.removalRules(base),
      });
    }
    const [before, after] = [base.file.proto.name, head.file.proto.name];
    if (named && before !== after) {
      changes.add(`${kind}-moved`, { base, head, before, after, bufRules: comparison.removalRules(base) });
    }
  }
}
