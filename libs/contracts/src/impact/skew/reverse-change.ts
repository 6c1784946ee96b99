import type { Change } from '../../diff/change.ts';
import { changeRule, type ChangeKind } from '../../diff/kinds/change-kinds.ts';

const opposites: readonly (readonly [ChangeKind, ChangeKind])[] = [
  ['field-added', 'field-removed'],
  ['enum-added', 'enum-removed'],
  ['enum-value-added', 'enum-value-removed'],
  ['message-added', 'message-removed'],
  ['service-added', 'service-removed'],
  ['method-added', 'method-removed'],
  ['package-added', 'package-removed'],
  ['file-added', 'file-removed'],
  ['extension-added', 'extension-removed'],
  ['oneof-added', 'oneof-removed'],
  ['extension-range-added', 'extension-range-removed'],
  ['reserved-added', 'reserved-removed'],
  ['validation-tightened', 'validation-loosened'],
  ['field-behavior-tightened', 'field-behavior-loosened'],
  ['method-pagination-added', 'method-pagination-removed'],
  ['composition-added', 'composition-removed'],
  ['deprecated', 'undeprecated'],
];

const reversed = new Map<ChangeKind, ChangeKind>([
  ...opposites.flatMap(([one, other]): [ChangeKind, ChangeKind][] => [
    [one, other],
    [other, one],
  ]),
  ['required-field-added', 'field-removed'],
]);

/** The change back: what whoever has the head's contract sees of one who has the base's. */
export function reverseChange(change: Change): Change {
  const kind = reversed.get(change.kind) ?? change.kind;
  const { before, after, base, head } = change;
  return {
    ...change,
    kind,
    symbol: head?.symbol ?? change.symbol,
    effects: kind === change.kind ? change.effects : changeRule(kind).effects,
    before: after,
    after: before,
    base: head,
    head: base,
  };
}
