import { statusCode } from '../status-code.ts';
import type { UpstreamReply } from '../upstream.ts';

/** What a call that is over says of the health of who was called; `silent`: it ended at its deadline, unanswered. */
export type Verdict = 'well' | 'ill' | 'silent' | 'nothing';

/** Codes that say that a server is in trouble, and not that a request is wrong. */
const trouble: ReadonlySet<number> = new Set([
  statusCode.UNAVAILABLE,
  statusCode.RESOURCE_EXHAUSTED,
  statusCode.INTERNAL,
  statusCode.UNKNOWN,
  statusCode.DATA_LOSS,
]);

/**
 * Reads a verdict out of a reply. What never left this side says nothing: without a connection calls fail in no time,
 * and the connection itself is tried again at its own pace.
 */
export function verdictOf(reply: UpstreamReply): Verdict {
  if (reply.kind === 'ok') return 'well';
  if (reply.origin === 'transport' && !reply.sent) return 'nothing';
  if (reply.code === statusCode.DEADLINE_EXCEEDED) return 'silent';
  // An orderly refusal of a request is an answer. A reply over our own limit is one, too.
  if (reply.origin === 'transport' && reply.code === statusCode.RESOURCE_EXHAUSTED) return 'nothing';
  return trouble.has(reply.code) ? 'ill' : 'well';
}

/** Those who wait leave this long before a deadline at most, to have time for something else. */
const LEAVING_MS = 50;

/** What a call says that was left before it was answered. */
export function verdictOfLeaving(nowMs: number, startedMs: number, deadlineMs: number | undefined): Verdict {
  if (deadlineMs === undefined || deadlineMs - nowMs > LEAVING_MS) return 'nothing';
  return nowMs - startedMs >= (deadlineMs - startedMs) / 2 ? 'silent' : 'nothing';
}
