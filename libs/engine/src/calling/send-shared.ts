import type { Stamp } from '@tributary/cache';
import type { RawValue } from '@tributary/wire';
import type { SharedCalls } from './asked-call.ts';
import type { Batches, KeyAsker } from './batches.ts';
import { callKey } from './call-keys.ts';
import type { OutgoingCall } from './call-sender.ts';
import type { Cancel } from '../engine.ts';
import type { FlightResult } from './flights.ts';
import type { PreparedCall } from './prepared-call.ts';

/**
 * Sends a call that equal ones of other requests may join, where it has no side effects.
 *
 * @param key - of the call: see {@link callKey}
 */
export function sendShared(
  { flights, sender }: SharedCalls,
  call: OutgoingCall,
  key: string,
  deadlineMs: number,
  done: (result: FlightResult, shared: boolean, stamp: Stamp | undefined) => void,
): Cancel {
  const joinable = call.plan.safety.level === 'safe' ? key : undefined;
  return flights.join(joinable, (deadline, landed) => sender.send(call, deadline, landed), deadlineMs, done);
}

/** As {@link sendShared}, of a call that was gathered from several askers. */
export function sendGathered(
  shared: SharedCalls,
  call: OutgoingCall,
  deadlineMs: number,
  done: (result: FlightResult, shared: boolean, stamp: Stamp | undefined) => void,
): Cancel {
  return sendShared(shared, call, callKey(call.plan, call.metadata, call.request), deadlineMs, done);
}

/**
 * Sends what is asked for: the key of a batch with others of its moment, or a call of its own.
 *
 * @param key - of a batch
 */
export function sendAsked(
  shared: SharedCalls,
  batches: Batches,
  call: PreparedCall,
  key: RawValue | undefined,
  asker: KeyAsker,
): Cancel {
  const { plan } = call;
  if (plan.batch !== undefined && key !== undefined) return batches.ask(call, plan.batch, key, asker);
  if (!asker.admit()) return () => undefined;
  const { request, metadata, trace } = call;
  const outgoing = { plan, request, metadata, trace, optional: asker.optional };
  return sendShared(shared, outgoing, call.key, asker.deadlineMs, (result, joined, stamp) => {
    asker.done(result, joined, stamp);
  });
}
