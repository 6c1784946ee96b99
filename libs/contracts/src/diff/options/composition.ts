import type { ChangeList } from '../change-list.ts';
import { compositionParts } from './composition-parts.ts';
import type { OptionPair } from './option-pair.ts';
import { nodeText, textOf } from './option-tree.ts';

const compositionOptions = ['composite', 'let', 'require', 'source', 'from'].map((name) => `tributary.v1.${name}`);

/** Whether an option is one of the composition language. */
export function isCompositionOption(name: string): boolean {
  return compositionOptions.includes(name);
}

/**
 * Compares how something is composed by what it means: durations by their length, expressions by their syntax tree,
 * arguments, lets, codes and tags without regard to their order, defaults that are written like those that are not.
 */
export function diffComposition(changes: ChangeList, { name, base, head, option, before, after }: OptionPair): void {
  const said = { base, head, option };
  if (before === undefined || after === undefined) {
    const kind = before === undefined ? 'composition-added' : 'composition-removed';
    changes.add(kind, { ...said, detail: name, before: textOf(before), after: textOf(after) });
    return;
  }
  // What is written alike means the same, and most is; else it is taken apart.
  if (nodeText(before) === nodeText(after)) return;
  const [one, other] = [compositionParts(name, before), compositionParts(name, after)];
  for (const path of new Set([...one.keys(), ...other.keys()])) {
    const [left, right] = [one.get(path), other.get(path)];
    if (left?.meaning === right?.meaning) continue;
    // What is inside something that the other side lacks is told with that.
    const around = (left ?? right)?.within;
    if (around !== undefined && !(one.has(around) && other.has(around))) continue;
    changes.add('composition-changed', { ...said, detail: path, before: left?.text, after: right?.text });
  }
}
