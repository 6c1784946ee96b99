import type { ElementRule, FieldRule, MessageRule } from '../rules.ts';
import { shapeOf } from '../shape-of.ts';
import type { FieldShape } from '../shape.ts';
import { All, Copy } from './rich-types.ts';

/** Color to Paint: RED, BLUE; the third has no counterpart. */
export const paintOf: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [1, 5],
  [300, 1],
]);

/** From All to Copy, by name. It holds itself. */
export const copyRule: MessageRule = byName();

function byName(): MessageRule {
  const source = shapeOf(All);
  const target = shapeOf(Copy);
  const fields: FieldRule[] = [];
  const rule: MessageRule = { source, target, fields };
  for (const to of target.fields.toSorted((a, b) => order(a) - order(b))) {
    const from = source.byName(to.name);
    if (from !== undefined) fields.push({ from, to, element: element(from, to, rule) });
  }
  return rule;
}

/** `far` after `opt_text`: the order in which a contested oneof tries them. */
function order(field: FieldShape): number {
  return field.name === 'far' ? Number.MAX_SAFE_INTEGER : field.number;
}

function element(from: FieldShape, to: FieldShape, rule: MessageRule): ElementRule {
  if (from.kind === 'enum') return { kind: 'enum', to: paintOf };
  if (from.kind === 'map') return { kind: 'same' };
  if (to.message !== undefined) return to.message === from.message ? { kind: 'same' } : { kind: 'message', rule };
  return from.kind === to.kind ? { kind: 'same' } : { kind: 'number' };
}
