import type { ChangeList } from '../change-list.ts';
import type { OptionPair } from './option-pair.ts';
import { itemsOf, nodeText } from './option-tree.ts';

/** Behaviors that ask something of callers, or keep something from them (AIP-203). */
const restricting = ['REQUIRED', 'OUTPUT_ONLY', 'INPUT_ONLY', 'IMMUTABLE', 'IDENTIFIER'];

/** Compares `google.api.field_behavior`, one behavior at a time. */
export function diffFieldBehavior(changes: ChangeList, { name, base, head, option, before, after }: OptionPair): void {
  const [one, other] = [itemsOf(before).map(nodeText), itemsOf(after).map(nodeText)];
  for (const behavior of new Set([...one, ...other])) {
    const [had, has] = [one.includes(behavior), other.includes(behavior)];
    if (had === has) continue;
    const said = {
      base,
      head,
      detail: `${name}.${behavior}`,
      option,
      before: had ? behavior : undefined,
      after: has ? behavior : undefined,
    };
    if (!restricting.includes(behavior)) changes.add('option-changed', { ...said, effects: { semantic: 'harmless' } });
    else changes.add(has ? 'field-behavior-tightened' : 'field-behavior-loosened', said);
  }
}
