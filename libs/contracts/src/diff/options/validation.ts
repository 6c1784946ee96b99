import type { ChangeList } from '../change-list.ts';
import type { OptionPair } from './option-pair.ts';
import { fieldsOf, itemsOf, nodeText, scalarOf, textOf, type OptionNode } from './option-tree.ts';
import { boundsOf, judgeBounds, lowerBounds, upperBounds } from './validation-bounds.ts';

/** What a change of a rule does to the values that it takes. */
export type Judgement = 'tightened' | 'loosened' | 'changed';

/** Compares rules of `buf.validate` by the values that they take. */
export function diffValidation(changes: ChangeList, pair: OptionPair): void {
  diffRules(changes, pair, pair.name, pair.before, pair.after);
}

/** Says nothing of values, so it is nothing to tell. */
const remarks = ['example', 'message'];
const lists = ['cel', 'cel_expression', 'oneof', 'in', 'not_in'];

function diffRules(
  changes: ChangeList,
  pair: OptionPair,
  path: string,
  before: OptionNode | undefined,
  after: OptionNode | undefined,
): void {
  const [one, other] = [fieldsOf(before), fieldsOf(after)];
  if (scalarOf(before) !== undefined || scalarOf(after) !== undefined) {
    // A whole option that is no message, of a team's own predefined rules.
    judged(changes, pair, path, before, after, judgeScalar('', before, after));
    return;
  }
  for (const { path: name, judgement, ...texts } of judgeBounds(boundsOf(before), boundsOf(after))) {
    add(changes, pair, `${path}.${name}`, judgement, texts.before, texts.after);
  }
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    if (remarks.includes(name) || lowerBounds.includes(name) || upperBounds.includes(name)) continue;
    const [left, right] = [one.get(name), other.get(name)];
    const at = `${path}.${name}`;
    if (lists.includes(name) || left?.kind === 'list' || right?.kind === 'list') {
      diffList(changes, pair, at, name, itemsOf(left), itemsOf(right));
    } else if (left?.kind === 'message' || right?.kind === 'message') {
      diffRules(changes, pair, at, left, right);
    } else {
      judged(changes, pair, at, left, right, judgeScalar(name, left, right));
    }
  }
}

function judgeScalar(
  name: string,
  before: OptionNode | undefined,
  after: OptionNode | undefined,
): Judgement | undefined {
  const [one, other] = [scalarOf(before), scalarOf(after)];
  if (one === other) return undefined;
  // How much is ignored, in ascending order; unset ignores least.
  if (name === 'ignore') return Number(one ?? 0) < Number(other ?? 0) ? 'loosened' : 'tightened';
  // On unless it is switched off.
  if (name === 'strict') return judgeFlag(one !== false, other !== false);
  if (typeof (one ?? other) === 'boolean' && name !== 'const') return judgeFlag(one === true, other === true);
  if (one === undefined) return 'tightened';
  return other === undefined ? 'loosened' : 'changed';
}

function judgeFlag(before: boolean, after: boolean): Judgement | undefined {
  if (before === after) return undefined;
  return after ? 'tightened' : 'loosened';
}

function diffList(
  changes: ChangeList,
  pair: OptionPair,
  path: string,
  name: string,
  before: readonly OptionNode[],
  after: readonly OptionNode[],
): void {
  if (name === 'in' || name === 'not_in') {
    const judgement = judgeSet(name, texts(before), texts(after));
    const list = (items: readonly OptionNode[]): OptionNode | undefined =>
      items.length === 0 ? undefined : { kind: 'list', items };
    judged(changes, pair, path, list(before), list(after), judgement);
    return;
  }
  // Rules beside each other, each with a name: a CEL expression by its id, a oneof by its fields.
  const [one, other] = [keyed(before), keyed(after)];
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const [left, right] = [one.get(key), other.get(key)];
    const at = `${path}[${key}]`;
    if (left === undefined) judged(changes, pair, at, left, right, 'tightened');
    else if (right === undefined) judged(changes, pair, at, left, right, 'loosened');
    else diffRules(changes, pair, at, asRules(left), asRules(right));
  }
}

/** Scalars that are their own key never differ. */
function asRules(node: OptionNode): OptionNode | undefined {
  return node.kind === 'message' ? node : undefined;
}

function keyed(items: readonly OptionNode[]): ReadonlyMap<string, OptionNode> {
  return new Map(
    items.map((item) => {
      const fields = fieldsOf(item);
      const key = scalarOf(fields.get('id')) ?? textOf(fields.get('fields')) ?? nodeText(item);
      return [String(key), item];
    }),
  );
}

function judgeSet(
  name: 'in' | 'not_in',
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Judgement | undefined {
  const gained = [...after].some((text) => !before.has(text));
  const lost = [...before].some((text) => !after.has(text));
  if (!gained && !lost) return undefined;
  // No list at all takes every value.
  if (name === 'in' && before.size === 0) return 'tightened';
  if (name === 'in' && after.size === 0) return 'loosened';
  if (gained && lost) return 'changed';
  return gained === (name === 'in') ? 'loosened' : 'tightened';
}

function texts(items: readonly OptionNode[]): ReadonlySet<string> {
  return new Set(items.map(nodeText));
}

function judged(
  changes: ChangeList,
  pair: OptionPair,
  path: string,
  before: OptionNode | undefined,
  after: OptionNode | undefined,
  judgement: Judgement | undefined,
): void {
  if (judgement !== undefined) add(changes, pair, path, judgement, textOf(before), textOf(after));
}

function add(
  changes: ChangeList,
  { base, head, option }: OptionPair,
  detail: string,
  judgement: Judgement,
  before: string | undefined,
  after: string | undefined,
): void {
  changes.add(`validation-${judgement}`, { base, head, detail, option, before, after });
}
