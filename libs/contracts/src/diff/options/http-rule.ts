import type { ChangeList } from '../change-list.ts';
import type { OptionPair } from './option-pair.ts';
import { fieldsOf, itemsOf, nodeText, textOf, type OptionNode } from './option-tree.ts';

/** Compares the HTTP forms of a method: one more is harmless, one that is gone or changed is not. */
export function diffHttpRule(changes: ChangeList, { name, base, head, option, before, after }: OptionPair): void {
  const [one, other] = [bindingsOf(before), bindingsOf(after)];
  const lost = [...one].some((binding) => !other.has(binding));
  const gained = [...other].some((binding) => !one.has(binding));
  if (!lost && !gained) return;
  changes.add('method-http-changed', {
    base,
    head,
    detail: name,
    option,
    before: textOf(before),
    after: textOf(after),
    effects: { json: lost ? 'breaking' : 'harmless' },
  });
}

function bindingsOf(rule: OptionNode | undefined): ReadonlySet<string> {
  if (rule === undefined) return new Set();
  const fields = new Map(fieldsOf(rule));
  const more = itemsOf(fields.get('additional_bindings'));
  fields.delete('additional_bindings');
  return new Set([nodeText({ kind: 'message', typeName: '', fields }), ...more.map(nodeText)]);
}
