import type { DescEnum, DescMessage } from '@bufbuild/protobuf';
import { SymbolVisibility } from '@bufbuild/protobuf/wkt';
import type { ChangeList } from './change-list.ts';
import type { Pair } from './pair-types.ts';

/** Compares whether other files may use a type: what it says itself (edition 2024). */
export function diffVisibility(changes: ChangeList, { base, head }: Pair<DescMessage | DescEnum>): void {
  const [before, after] = [base.proto.visibility, head.proto.visibility];
  if (before === after) return;
  changes.add('feature-changed', {
    base,
    head,
    detail: 'visibility',
    before: textOf(before),
    after: textOf(after),
    effects: { source: after === SymbolVisibility.VISIBILITY_LOCAL ? 'breaking' : 'harmless' },
  });
}

function textOf(visibility: SymbolVisibility): string {
  return SymbolVisibility[visibility].replace('VISIBILITY_', '').toLowerCase();
}
