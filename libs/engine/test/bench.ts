/** An engine on the bench: compositions written in a spec, upstreams that it scripts, and time that it moves. */
import {
  fromBinary,
  fromJson,
  toBinary,
  toJson,
  type DescMethod,
  type JsonObject,
  type JsonValue,
} from '@bufbuild/protobuf';
import { Cache, type ByteCache } from '@tributary/cache';
import { CompletenessSchema, GapReason, Code, readCompositions, type Vouching } from '@tributary/language';
import { planCompositions } from '@tributary/plan';
import { compileProto } from '../../../test/support/compile-proto.ts';
import { createEngine } from '../src/create-engine.ts';
import type { Answer, Cancel, Engine, EngineObserver, UpstreamChoice } from '../src/engine.ts';
import { ErrorInfoSchema } from '../src/generated/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../src/generated/google/rpc/status_pb.ts';
import { ManualTime } from './manual-time.ts';
import { ScriptedUpstream, type Arrival, type Scripted } from './scripted-upstream.ts';
import { specFiles } from './spec-protos.ts';

/** Settings of a {@link Bench}. */
export interface BenchOptions {
  /** What upstream methods answer, by name; calls of others hang until they are answered. */
  readonly script?: Readonly<Record<string, (request: JsonObject) => Scripted>>;
  readonly cache?: boolean;
  /** What stands in front of it, as a shared tier would. */
  readonly inFrontOf?: (cache: Cache) => ByteCache;
  readonly vouch?: Vouching;
  /** Of all calls, where the composition gives none. */
  readonly upstreamTimeoutMs?: number;
  /** What bounds the calls of all methods. */
  readonly contain?: Pick<UpstreamChoice, 'gate' | 'retryBudget'>;
  readonly random?: () => number;
  readonly observer?: EngineObserver;
}

/** A request that is under way, or over. */
export interface Request {
  /** Undefined while it is under way. */
  readonly answer: Answer | undefined;
  /** The response as JSON; the status and message where there is none; 'pending' while it is under way. */
  readonly outcome: JsonValue;
  /** `path REASON CODE Method`, of the trailer. */
  readonly gaps: readonly string[];
  /** `REASON path Method CODE` of the ErrorInfo. */
  readonly errorInfo: string | undefined;
  trailer(key: string): string | undefined;
  /** The caller leaves. */
  readonly cancel: Cancel;
}

/** See the top of the file. */
export class Bench {
  readonly time = new ManualTime();
  readonly upstream: ScriptedUpstream;
  readonly engine: Engine;
  readonly cache: Cache | undefined;
  private readonly methods = new Map<string, DescMethod>();
  private readonly registry: ReturnType<typeof readCompositions>['registry'];

  /** @param body - the composition, see {@link specFiles} */
  constructor(body: string, options: BenchOptions = {}) {
    const { compositions, findings, registry } = readCompositions(
      compileProto(specFiles(body)),
      options.vouch === undefined ? {} : { vouch: options.vouch },
    );
    const errors = findings.filter(({ level }) => level === 'error');
    if (errors.length > 0) throw new Error(errors.map(({ line, message }) => `${line}: ${message}`).join('\n'));
    this.registry = registry;
    const plans = planCompositions(compositions);
    for (const { method } of plans) this.methods.set(method.name, method);
    const { time } = this;
    const now = () => time.now();
    this.upstream = new ScriptedUpstream(registry, now, (run) => time.set(0, run), options.script ?? {});
    this.cache = options.cache === true ? new Cache({ maxBytes: 1e6, clock: { now } }) : undefined;
    this.engine = createEngine({
      plans,
      upstream: (method) => ({
        upstream: this.upstream.of(method),
        timeoutMs: options.upstreamTimeoutMs,
        ...options.contain,
      }),
      cache: this.cache === undefined ? undefined : (options.inFrontOf?.(this.cache) ?? this.cache),
      clock: { now },
      random: options.random ?? (() => 0.5),
      timers: time,
      observer: options.observer,
    });
  }

  /** Sends a request of a composite method, `Get` by default. */
  ask(request: JsonObject = {}, { method = 'Get', metadata = {}, deadlineMs }: AskOptions = {}): Request {
    const desc = this.methods.get(method);
    if (desc === undefined) throw new Error(`no method ${method}`);
    const { registry, time } = this;
    const state: { answer: Answer | undefined } = { answer: undefined };
    const cancel = this.engine.execute(
      {
        path: `/${desc.parent.typeName}/${desc.name}`,
        request: toBinary(desc.input, fromJson(desc.input, request, { registry })),
        metadata: (key) => metadata[key],
        deadlineMs: deadlineMs === undefined ? undefined : time.now() + deadlineMs,
      },
      (answer) => {
        if (state.answer !== undefined) throw new Error('answered twice');
        state.answer = answer;
      },
    );
    time.turn();
    return {
      cancel,
      get answer() {
        return state.answer;
      },
      get outcome() {
        const { answer } = state;
        if (answer === undefined) return 'pending';
        if (answer.kind === 'status') return `${Code[answer.code] ?? ''}: ${answer.message}`;
        return toJson(desc.output, fromBinary(desc.output, answer.message), { registry });
      },
      get gaps() {
        const trailer = trailerOf(state.answer, 'tributary-completeness-bin');
        if (!(trailer instanceof Uint8Array)) return [];
        return fromBinary(CompletenessSchema, trailer).gaps.map(({ path, reason, code, call }) =>
          `${path} ${GapReason[reason]} ${Code[code]} ${call.split('/')[1] ?? ''}`.trim(),
        );
      },
      get errorInfo() {
        return errorInfoOf(state.answer);
      },
      trailer(key) {
        const value = trailerOf(state.answer, key);
        return typeof value === 'string' ? value : undefined;
      },
    };
  }

  /** Runs what is due, without moving time. */
  settle(): void {
    this.time.advance(0);
  }

  /** Moves time on. */
  advance(ms: number): void {
    this.time.advance(ms);
  }

  /** The calls that came in so far: `Method {"request":"as JSON"}`. */
  get calls(): readonly string[] {
    return this.upstream.arrivals.map(({ name, request }) => `${name} ${JSON.stringify(request)}`);
  }

  /** The names of the methods called and what became of the calls: `Method open`. */
  get states(): readonly string[] {
    return this.upstream.arrivals.map(({ name, state }) => `${name} ${state}`);
  }

  /** The first open call of a method. */
  open(name: string): Arrival {
    const arrival = this.upstream.arrivals.find((one) => one.name === name && one.state === 'open');
    if (arrival === undefined) throw new Error(`no open call of ${name}: ${this.states.join(', ')}`);
    return arrival;
  }

  /** Answers the first open call of a method. */
  answer(name: string, scripted: Scripted = {}): void {
    this.open(name).answer(scripted);
    this.settle();
  }
}

/** What goes with a request. */
export interface AskOptions {
  readonly method?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** From now. */
  readonly deadlineMs?: number;
}

function trailerOf(answer: Answer | undefined, key: string): string | Uint8Array | undefined {
  return answer?.trailers.find(([name]) => name === key)?.[1];
}

function errorInfoOf(answer: Answer | undefined): string | undefined {
  if (answer?.kind !== 'status') return undefined;
  const infos = fromBinary(StatusSchema, answer.details)
    .details.filter(({ typeUrl }) => typeUrl.endsWith('/google.rpc.ErrorInfo'))
    .map(({ value }) => fromBinary(ErrorInfoSchema, value));
  return infos
    .map(({ reason, metadata }) =>
      [reason, metadata['path'], metadata['call']?.split('/')[1], metadata['code']].join(' '),
    )
    .join(' & ');
}
