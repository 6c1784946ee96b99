import type { Stamp } from '@tributary/cache';
import { callKey, groupKey } from './call-keys.ts';
import type { OutgoingCall } from './call-sender.ts';
import type { Cancel } from '../engine.ts';
import type { FlightResult } from './flights.ts';
import type { Batches, Headers, ItemResult } from './batches.ts';
import type { Asked, SharedCalls } from './asked-call.ts';

/** Sends a call that equal ones of other requests may join, where it has no side effects. */
export function sendShared(
  { flights, sender }: SharedCalls,
  call: OutgoingCall,
  deadlineMs: number,
  done: (result: FlightResult, shared: boolean, stamp: Stamp | undefined) => void,
): Cancel {
  const { plan } = call;
  const key = plan.safety.level === 'safe' ? callKey(plan, call.metadata, call.request) : undefined;
  return flights.join(key, (deadline, landed) => sender.send(call, deadline, landed), deadlineMs, done);
}

/** Whose limit a call counts against, and how long it may take. */
export interface Admission {
  readonly deadlineMs: number;
  /** See {@link OutgoingCall}. */
  readonly optional: boolean;
  readonly request: object;
  /** Counts a call; false: it must not be made. */
  admit(): boolean;
}

/** Sends what is asked for: the key of a batch with others of its moment, or a call of its own. */
export function sendAsked(
  shared: SharedCalls,
  batches: Batches,
  call: Asked,
  headers: Headers,
  admission: Admission,
  done: (result: ItemResult | FlightResult, shared: boolean, stamp: Stamp | undefined) => void,
): Cancel {
  const { plan, request, key, owner, position } = call;
  if (plan.batch !== undefined && key !== undefined) {
    const asker = {
      ...admission,
      admit: () => admission.admit(),
      key,
      owner,
      position,
      place: () => call.place(),
      done,
    };
    return batches.ask(groupKey(plan, headers.metadata, request), plan, plan.batch, request, headers, asker);
  }
  if (!admission.admit()) return () => undefined;
  const { deadlineMs, optional } = admission;
  return sendShared(shared, { plan, request, ...headers, optional }, deadlineMs, done);
}
