import type { CallPlan } from '../message-plan.ts';
import type { CallsBound, LongestChain, OwnTimeout, Step } from './explanation.ts';
import { pathOfName, type MessageNode } from './message-node.ts';
import type { Moment, Schedule } from './schedule.ts';
import { callOf } from './slot-parts.ts';

/** How many calls a request makes at most. */
export function boundOf(steps: readonly Step[], maxCalls: number): CallsBound {
  const distinct = steps.filter(({ sameAs }) => sameAs === undefined);
  const fixed = distinct.filter(({ count }) => count.kind === 'once').length;
  const perList = distinct.filter(({ count }) => count.kind !== 'once').map(({ path, count }) => ({ path, count }));
  return { fixed, perList, maxCalls, mostElements: mostElements(fixed, perList, maxCalls) };
}

/** With how many elements there are too many calls, where one list alone makes them grow by one each. */
function mostElements(fixed: number, perList: CallsBound['perList'], maxCalls: number): CallsBound['mostElements'] {
  const lists = new Set(perList.flatMap(({ count }) => (count.kind === 'each' ? [count.list] : [undefined])));
  const [list] = lists;
  if (list === undefined || lists.size > 1) return undefined;
  return { list, count: Math.max(0, Math.floor((maxCalls - fixed) / perList.length)) };
}

/** The most calls that wait for each other, and how long they can take. */
export function longestChain(
  root: MessageNode,
  schedule: Schedule,
  timeoutMs: number,
  timeoutOf: (call: CallPlan) => OwnTimeout | undefined,
): LongestChain {
  const links: LongestChain['links'][number][] = [];
  let moment: Moment = schedule.made(root);
  while (moment.last !== undefined) {
    const { name, before } = moment.last;
    moment = before;
    const call = callOf(name.slot);
    if (call !== undefined) links.unshift({ path: pathOfName(name), call: call.name, timeout: timeoutOf(call) });
  }
  const own = links.map(({ timeout }) => timeout?.ms);
  const known = own.filter((ms) => ms !== undefined);
  const timeoutsMs = known.length === own.length ? known.reduce((sum, ms) => sum + ms, 0) : undefined;
  return { links, timeoutsMs, worstMs: Math.min(timeoutMs, timeoutsMs ?? timeoutMs) };
}
