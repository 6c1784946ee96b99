import type { UpstreamReply } from '@tributary/upstream';

/** What servers said of when to try again (gRFC A6, `grpc-retry-pushback-ms`). */
export type Pushback =
  { readonly kind: 'none' } | { readonly kind: 'wait'; readonly ms: number } | { readonly kind: 'stop' };

/** The longest that a wait doubles to, where the server asks for none; one that begins longer stays as it is. */
const maxBackoffMs = 5000;

/** What a failed attempt says, beside another copy that has failed before: the longer wait of the two counts. */
export function pushbackOf(reply: UpstreamReply, before: Pushback): Pushback {
  const text = reply.trailers.get('grpc-retry-pushback-ms');
  if (text === undefined || before.kind === 'stop') return before;
  if (!/^\d+$/.test(text)) return { kind: 'stop' };
  return { kind: 'wait', ms: Math.max(Number(text), before.kind === 'wait' ? before.ms : 0) };
}

/**
 * The wait before the next attempt: a random part of a doubling time ("full jitter": callers that failed together do not
 * come back together), or what the server asks for.
 *
 * @returns undefined where the server asks not to try again
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff(
  pushback: Pushback,
  firstMs: number,
  attempts: number,
  random: () => number,
): number | undefined {
  switch (pushback.kind) {
    case 'stop':
      return undefined;
    case 'wait':
      return pushback.ms;
    case 'none':
      return random() * Math.min(Math.max(maxBackoffMs, firstMs), firstMs * 2 ** (attempts - 1));
  }
}
