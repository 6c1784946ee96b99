import {
  createUpstream,
  type Upstream,
  type UpstreamCall,
  type UpstreamOptions,
  type UpstreamReply,
} from '../src/index.ts';

const opened: Upstream[] = [];

/** An upstream that {@link closeUpstreams} closes. */
export function openUpstream(target: string, options: Partial<UpstreamOptions> = {}): Upstream {
  const upstream = createUpstream({ target, ...options });
  opened.push(upstream);
  return upstream;
}

/** To be called after each test. */
export async function closeUpstreams(): Promise<void> {
  await Promise.all(opened.splice(0).map((upstream) => upstream.close()));
}

/** The method that all test servers know. */
export const PATH = '/test.v1.TestService/Echo';

/** A call with what is not said made up. */
export function aCall(call: Partial<UpstreamCall> = {}): UpstreamCall {
  return { path: PATH, request: Buffer.from('hello'), metadata: [], deadlineMs: Date.now() + 10_000, ...call };
}

/** Makes a call and waits for its end. */
export function callOnce(upstream: Upstream, call: Partial<UpstreamCall> = {}): Promise<UpstreamReply> {
  return new Promise((resolve) => upstream.call(aCall(call), resolve));
}

/** What there is to compare of a reply. */
export function summary(reply: UpstreamReply): Record<string, unknown> {
  if (reply.kind === 'ok') return { kind: 'ok', message: Buffer.from(reply.message).toString() };
  const { code, message, origin, sent } = reply;
  return { code, message, origin, sent };
}
