import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { AskingEnd } from '@tributary/cache';
import type { CallResult } from './call-cache.ts';
import type { FlightResult } from './flights.ts';
import { staleStandsIn } from './stale-stands-in.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';

/** A status, as it is told to those who wait for the same in other replicas: the code, and a `google.rpc.Status`. */
export function encodeStatus(code: number, message: string, details: Uint8Array | undefined): Uint8Array {
  const status =
    details === undefined || details.length === 0
      ? toBinary(StatusSchema, create(StatusSchema, { code, message }))
      : details;
  const bytes = new Uint8Array(1 + status.length);
  bytes[0] = code;
  bytes.set(status, 1);
  return bytes;
}

/** What {@link encodeStatus} has made. */
export function decodeStatus(bytes: Uint8Array): FlightResult & { kind: 'status' } {
  const details = bytes.subarray(1);
  return { kind: 'status', code: bytes[0] ?? 0, message: fromBinary(StatusSchema, details).message, details };
}

// In place of a code.
const MALFORMED = 0x80;
const MISSING = 0x81;

/** How a call has ended that was asked for on behalf of the cache. A deadline is the asker's own. */
export function endOf(result: CallResult, isOwnDeadline: boolean): AskingEnd {
  switch (result.kind) {
    case 'reply':
    case 'item':
      return { kind: 'over' };
    case 'missing':
      return { kind: 'refused', failure: Uint8Array.of(MISSING) };
    case 'malformed':
      return { kind: 'failed', failure: Uint8Array.of(MALFORMED) };
    case 'status': {
      if (isOwnDeadline) return { kind: 'failed', failure: undefined };
      const { code, details, message } = result;
      const kind = staleStandsIn.has(code) ? 'failed' : 'refused';
      return { kind, failure: encodeStatus(code, message, details) };
    }
  }
}

/** How a call has ended in another replica, from what that one tells. */
export function resultOf(failure: Uint8Array): CallResult {
  switch (failure[0]) {
    case MALFORMED:
      return { kind: 'malformed' };
    case MISSING:
      return { kind: 'missing' };
    default:
      return decodeStatus(failure);
  }
}

/** Behind an answer every failure is a reason to wait a while: the old value goes on being served. */
export function endBehind(end: AskingEnd): AskingEnd {
  return end.kind === 'refused' ? { kind: 'failed', failure: end.failure } : end;
}
