import { let$ } from '../generated/tributary/v1/compose_pb.ts';
import type { MessageUse } from './message-use.ts';
import { optionOf } from './option-of.ts';
import type { Report } from './report.ts';

/** A value in a circle, or the requirements of a message. */
export interface CycleStep {
  readonly use: MessageUse;
  /** {@link requirements}, or a slot. */
  readonly slot: number;
}

/** In place of a slot: the requirements of the message. */
export const requirements = -1;

/**
 * Reports values that wait for each other: once, at the first field of the circle (a `let` only where there is no
 * field), spelling the circle out.
 */
export function reportCycle(report: Report, circle: readonly CycleStep[], reason?: string): void {
  const start = firstOf(circle);
  const turned = [...circle.slice(start), ...circle.slice(0, start)];
  const [first] = turned;
  if (first === undefined) return;
  // In one message the place says which; so the words are the same for all its uses.
  const within = circle.every(({ use }) => use.message === first.use.message);
  const names = [...turned, first].map(({ use, slot }) => nameOf(use, slot, within));
  const saying = {
    message: `values wait for each other: ${names.join(' -> ')}`,
    note: reason ?? 'an arrow reads "waits for"; let one of them do without the other',
  };
  const { use, slot } = first;
  if (slot === requirements) return;
  const letCount = optionOf(use.message, let$).length;
  const field = use.message.fields[slot - letCount];
  if (field !== undefined) report.atElement('cycle', field, saying);
  else if (slot === use.sourceSlot) report.atKey('cycle', use.site('source'), [], saying);
  else report.atOption('cycle', use.site('let', slot), ['name'], saying);
}

/** Fields before lets and sources, outer messages before inner ones, then as written. */
function firstOf(circle: readonly CycleStep[]): number {
  const rank = ({ use, slot }: CycleStep): number => {
    if (slot === requirements) return Number.POSITIVE_INFINITY;
    const lets = optionOf(use.message, let$).length;
    const isField = slot >= lets && slot < use.sourceSlot;
    return (isField ? 0 : 1_000_000_000) + depthOf(use) * 1_000_000 + slot;
  };
  let best = 0;
  circle.forEach((step, i) => {
    const current = circle[best];
    if (current !== undefined && rank(step) < rank(current)) best = i;
  });
  return best;
}

function depthOf(use: MessageUse): number {
  return use.parent === undefined ? 0 : depthOf(use.parent) + 1;
}

function nameOf(use: MessageUse, slot: number, bare: boolean): string {
  const lets = optionOf(use.message, let$);
  const name =
    slot === requirements ? 'require' : (lets[slot]?.name ?? use.message.fields[slot - lets.length]?.name ?? 'source');
  return bare || use.parent === undefined ? name : `${use.message.name}.${name}`;
}
