import { type DescMethod, toBinary } from '@bufbuild/protobuf';
import { createEngine } from '@tributary/engine';
import type { MethodPlan } from '@tributary/plan';
import { noTrailers, type Upstream, type UpstreamCall, type UpstreamReply } from '@tributary/upstream';
import { filledMessage } from './filled-message.ts';

interface Pending {
  readonly method: DescMethod;
  readonly done: (reply: UpstreamReply) => void;
}

/** What a request sends, by rounds: all that is sent before anything of the round is answered. */
export interface Rounds {
  readonly ok: boolean;
  /** "package.Service/Method", once for each call. */
  readonly sent: readonly (readonly string[])[];
}

/** Runs a plan against upstreams that answer only once nothing more is being sent. */
export async function roundsOf(plan: MethodPlan): Promise<Rounds> {
  let pending: Pending[] = [];
  const upstreamOf = (method: DescMethod): Upstream => ({
    call(_call: UpstreamCall, done) {
      pending.push({ method, done });
      return () => {
        pending = pending.filter((each) => each.done !== done);
      };
    },
    connect: () => Promise.resolve(),
    state: () => 'ready',
    figures: () => ({ addresses: 1, connected: 1, ejected: 0, ejections: 0 }),
    close: () => Promise.resolve(),
  });
  const engine = createEngine({
    plans: [plan],
    upstream: (method) => ({ upstream: upstreamOf(method), timeoutMs: undefined }),
    cache: undefined,
    clock: { now: () => 0 },
    random: () => 0.5,
    // No time passes: budgets, hedges and retries are not what this is about.
    timers: { set: () => () => undefined, endOfTurn: (run) => setImmediate(run) },
  });
  let ok: boolean | undefined;
  const request = toBinary(plan.method.input, filledMessage(plan.method.input));
  const metadata = (key: string): string | undefined => (key === 'tributary-fields' ? undefined : '1');
  engine.execute({ path: plan.path, request, metadata, deadlineMs: undefined }, (answer) => {
    ok = answer.kind === 'ok';
  });
  const sent: string[][] = [];
  for (;;) {
    // Batches go out when the turn ends.
    for (let turn = 0; turn < 3; turn++) await new Promise((settle) => setImmediate(settle));
    const round = pending;
    pending = [];
    if (round.length === 0) break;
    sent.push(round.map(({ method }) => `${method.parent.typeName}/${method.name}`));
    for (const { method, done } of round) {
      done({ kind: 'ok', message: toBinary(method.output, filledMessage(method.output)), trailers: noTrailers });
    }
  }
  await engine.close();
  return { ok: ok === true, sent };
}
