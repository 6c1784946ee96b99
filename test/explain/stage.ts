import { type DescMethod, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type Answer, createEngine } from '@tributary/engine';
import { CompletenessSchema, type Composition, type Gap, GapReason } from '@tributary/language';
import { type MethodPlan, planCompositions } from '@tributary/plan';
import { type MethodScript, methodName, type ScriptedAnswer, startScriptedUpstreams } from '@tributary/scenarios';
import { createUpstream, type Upstream } from '@tributary/upstream';
import { filledMessage } from './filled-message.ts';

/** What a caller sees of an answer: whether there is one, and its gaps, indexes of elements left out. */
export type Seen =
  { readonly kind: 'answered'; readonly gaps: readonly string[] } | { readonly kind: 'failed'; readonly code: number };

/** Composite methods with an engine, and upstreams of which some can be told to be down. */
export interface Stage {
  readonly plans: readonly MethodPlan[];
  /** Makes a call, while every call that is down fails with UNAVAILABLE. */
  call(plan: MethodPlan, request: Uint8Array, isDown: (method: DescMethod) => boolean): Promise<Seen>;
  close(): Promise<void>;
}

/** Sets a stage: real sockets, nothing cached. */
export async function setStage(compositions: readonly Composition[]): Promise<Stage> {
  const plans = planCompositions(compositions);
  const methods = [...new Set(plans.flatMap(({ upstreamMethods }) => upstreamMethods))];
  let isDown: (method: DescMethod) => boolean = () => false;
  const scripts = new Map(methods.map((method) => [methodName(method), scriptOf(method, () => isDown(method))]));
  const services = new Set(methods.map((method) => method.parent));
  const scripted = await startScriptedUpstreams(services, scripts);
  const upstreams = new Map<string, Upstream>();
  for (const [service, target] of scripted.addresses) upstreams.set(service, createUpstream({ target }));
  const engine = createEngine({
    plans,
    upstream(method) {
      const upstream = upstreams.get(method.parent.typeName);
      if (upstream === undefined) throw new Error(`nothing stands in for ${method.parent.typeName}`);
      return { upstream, timeoutMs: undefined };
    },
    cache: undefined,
    clock: { now: () => Date.now() },
    random: () => 0.5,
    timers: {
      set(ms, run) {
        const timer = setTimeout(run, ms);
        return () => {
          clearTimeout(timer);
        };
      },
      endOfTurn: (run) => setImmediate(run),
    },
  });
  return {
    plans,
    async call({ path }, request, down) {
      isDown = down;
      const answer = await new Promise<Answer>((settle) => {
        engine.execute(
          { path, request, metadata: (key) => (key === 'tributary-fields' ? undefined : '1'), deadlineMs: undefined },
          settle,
        );
      });
      await engine.idle();
      return seen(answer);
    },
    async close() {
      await engine.close();
      await Promise.all([...upstreams.values()].map((upstream) => upstream.close()));
      await scripted.close();
    },
  };
}

function scriptOf(method: DescMethod, isDown: () => boolean): MethodScript {
  const down: ScriptedAnswer = { kind: 'status', code: 14, message: 'down', details: undefined, trailers: [] };
  const message = toBinary(method.output, filledMessage(method.output));
  return {
    method,
    entries: [
      { matches: isDown, answer: down, delayMs: 0, times: Number.POSITIVE_INFINITY },
      {
        matches: () => true,
        answer: { kind: 'reply', message, trailers: [] },
        delayMs: 0,
        times: Number.POSITIVE_INFINITY,
      },
    ],
  };
}

function seen(answer: Answer): Seen {
  if (answer.kind === 'status') return { kind: 'failed', code: answer.code };
  const trailer = answer.trailers.find(([key]) => key === 'tributary-completeness-bin')?.[1];
  const gaps = trailer instanceof Uint8Array ? fromBinary(CompletenessSchema, trailer).gaps : [];
  return { kind: 'answered', gaps: [...new Set(gaps.map(gapInWords))].sort() };
}

function gapInWords({ path, reason }: Gap): string {
  return `${path.replace(/\[\d+\]/g, '[]')} ${GapReason[reason]}`;
}
