import { fieldsOf, scalarOf, textOf, type OptionNode, type OptionScalar } from './option-tree.ts';
import type { Judgement } from './validation.ts';

/** Rules that set a least value. */
export const lowerBounds: readonly string[] = ['gt', 'gte', 'min_len', 'min_bytes', 'min_items', 'min_pairs'];
/** Rules that set a greatest value. */
export const upperBounds: readonly string[] = ['lt', 'lte', 'max_len', 'max_bytes', 'max_items', 'max_pairs', 'within'];

interface Bound {
  readonly name: string;
  readonly value: OptionScalar;
  /** Whether the value itself is outside. */
  readonly open: boolean;
  readonly text: string;
}

/** The bounds that a message of rules sets; of each length and of values one. */
export interface Bounds {
  readonly lower: ReadonlyMap<string, Bound>;
  readonly upper: ReadonlyMap<string, Bound>;
}

/** A bound that changed. */
export interface BoundChange {
  readonly path: string;
  readonly judgement: Judgement;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Reads the bounds of a message of rules. */
export function boundsOf(rules: OptionNode | undefined): Bounds {
  return { lower: collect(rules, lowerBounds, 1), upper: collect(rules, upperBounds, -1) };
}

/** Types of rules whose values lie as close as one likes. */
const dense = ['buf.validate.FloatRules', 'buf.validate.DoubleRules'];

/** What a bound is of: `gt` and `gte` are of the same. */
function subject(name: string): string {
  return name.length <= 3 ? 'value' : name.slice(name.indexOf('_') + 1);
}

function collect(rules: OptionNode | undefined, names: readonly string[], inward: 1 | -1): ReadonlyMap<string, Bound> {
  const whole = rules?.kind === 'message' && !dense.includes(rules.typeName);
  const bounds = new Map<string, Bound>();
  for (const name of names) {
    const node = fieldsOf(rules).get(name);
    const value = scalarOf(node);
    if (value === undefined) continue;
    const open = name === 'gt' || name === 'lt';
    const text = `${name} ${textOf(node) ?? ''}`;
    // Of whole numbers `gt 4` is `gte 5`.
    if (open && whole) bounds.set(subject(name), { name, value: next(value, inward), open: false, text });
    else bounds.set(subject(name), { name, value, open, text });
  }
  return bounds;
}

/** Compares bounds: a rule may be written in another way and take the same values. */
export function judgeBounds(before: Bounds, after: Bounds): readonly BoundChange[] {
  const outside = isOutside(before) || isOutside(after);
  return [...judge(before.lower, after.lower, 1, outside), ...judge(before.upper, after.upper, -1, outside)];
}

/** A lower bound above the upper one takes what is outside of both. */
function isOutside({ lower, upper }: Bounds): boolean {
  const [low, high] = [lower.get('value'), upper.get('value')];
  return low !== undefined && high !== undefined && low.value > high.value;
}

function judge(
  before: ReadonlyMap<string, Bound>,
  after: ReadonlyMap<string, Bound>,
  inward: 1 | -1,
  outside: boolean,
): readonly BoundChange[] {
  const changes: BoundChange[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [one, other] = [before.get(key), after.get(key)];
    const moved = direction(one, other) * inward;
    if (moved === 0) continue;
    const judgement = outside ? 'changed' : moved > 0 ? 'tightened' : 'loosened';
    changes.push({ path: (other ?? one)?.name ?? key, judgement, before: one?.text, after: other?.text });
  }
  return changes;

  function direction(one: Bound | undefined, other: Bound | undefined): number {
    if (one === undefined) return other === undefined ? 0 : inward;
    if (other === undefined) return -inward;
    if (one.value === other.value) return (Number(other.open) - Number(one.open)) * inward;
    return other.value > one.value ? 1 : -1;
  }
}

function next(value: OptionScalar, step: 1 | -1): OptionScalar {
  if (typeof value === 'bigint') return value + BigInt(step);
  return typeof value === 'number' ? value + step : value;
}
