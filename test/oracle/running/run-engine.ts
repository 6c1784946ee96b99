/**
 * The engine over upstreams in memory: no sockets, no clock that moves, and every step under control, so that a request
 * is over when this returns, or hangs for good.
 */
import { fromBinary, type DescMethod, type Message } from '@bufbuild/protobuf';
import { createEngine, type Answer, type ObservedGap } from '@tributary/engine';
import type { MethodPlan } from '@tributary/plan';
import { noTrailers, type Upstream, type UpstreamCall, type UpstreamReply } from '@tributary/upstream';
import type { Script } from '../interpreter/script.ts';

/** What is asked of the engine. */
export interface EngineRequest {
  readonly plan: MethodPlan;
  /** The request's bytes, in whatever encoding. */
  readonly request: Uint8Array;
  readonly metadata: ReadonlyMap<string, string>;
  readonly script: Script;
  /** How many replies that are on their way come in the same turn of the event loop, and from which end. */
  readonly pace: { readonly perTurn: number; readonly newestFirst: boolean };
}

/** A call that the engine sent. */
export interface SentCall {
  readonly method: DescMethod;
  readonly request: Uint8Array;
  readonly metadata: UpstreamCall['metadata'];
}

/** What came of it. */
export interface EngineRun {
  /** Undefined: it hangs. */
  readonly answer: Answer | undefined;
  readonly gaps: readonly ObservedGap[];
  readonly calls: readonly SentCall[];
  /** Why expressions failed, as the observer was told. */
  readonly causes: readonly string[];
}

/** Runs one request to its end. */
export function runEngine({ plan, request, metadata, script, pace }: EngineRequest): EngineRun {
  const calls: SentCall[] = [];
  const methods = new Map<string, DescMethod>(
    plan.upstreamMethods.map((method) => [`/${method.parent.typeName}/${method.name}`, method] as const),
  );
  let replies: (() => void)[] = [];
  const atEndOfTurn: (() => void)[] = [];
  const upstream: Upstream = {
    call({ path, request: bytes, metadata: sent }: UpstreamCall, done: (reply: UpstreamReply) => void) {
      const method = methods.get(path);
      if (method === undefined) throw new Error(`the plan does not say that it calls ${path}`);
      const copied = bytes.slice();
      calls.push({ method, request: copied, metadata: sent });
      let left = false;
      const deliver = (): void => {
        if (!left) done(replyOf(script, method, fromBinary(method.input, copied)));
      };
      replies.push(deliver);
      return () => {
        left = true;
        replies = replies.filter((one) => one !== deliver);
      };
    },
    connect: () => Promise.resolve(),
    state: () => 'ready',
    figures: () => ({ addresses: 1, connected: 1, ejected: 0, ejections: 0 }),
    close: () => Promise.resolve(),
  };
  const endTurn = (): void => {
    for (let next = atEndOfTurn.shift(); next !== undefined; next = atEndOfTurn.shift()) next();
  };
  let answer: Answer | undefined;
  let gaps: readonly ObservedGap[] = [];
  const causes: string[] = [];
  const engine = createEngine({
    plans: [plan],
    upstream: () => ({ upstream, timeoutMs: undefined }),
    cache: undefined,
    clock: { now: () => 0 },
    random: () => 0.5,
    timers: { set: () => () => undefined, endOfTurn: (run) => atEndOfTurn.push(run) },
    observer: {
      requestEnded: (event) => (gaps = event.gaps),
      expressionFailed: ({ at, cause }) => causes.push(`${at}: ${cause}`),
    },
  });
  let answers = 0;
  const call = { path: plan.path, request, metadata: (key: string) => metadata.get(key), deadlineMs: undefined };
  engine.execute(call, (given) => {
    answer = given;
    answers++;
  });
  endTurn();
  while (replies.length > 0) {
    const turn = pace.newestFirst ? replies.splice(-pace.perTurn).reverse() : replies.splice(0, pace.perTurn);
    for (const deliver of turn) deliver();
    endTurn();
  }
  if (answers > 1) throw new Error(`${plan.path} answered ${answers} times`);
  return { answer, gaps, calls, causes };
}

function replyOf(script: Script, method: DescMethod, request: Message): UpstreamReply {
  const reply = script(method, request);
  if (reply.kind !== 'status') return { kind: 'ok', message: reply.bytes, trailers: noTrailers };
  const { code, message } = reply;
  return { kind: 'status', code, message, details: undefined, trailers: noTrailers, origin: 'upstream', sent: true };
}
