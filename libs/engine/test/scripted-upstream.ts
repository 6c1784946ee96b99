import {
  create,
  fromBinary,
  fromJson,
  toBinary,
  toJson,
  type DescMethod,
  type JsonObject,
  type JsonValue,
  type Registry,
} from '@bufbuild/protobuf';
import { statusCode, type Cancel, type Upstream, type UpstreamCall, type UpstreamReply } from '@tributary/upstream';

/** The name of a status code. */
export type CodeName = keyof typeof statusCode;

/** What a script says that a call gets: a reply, a status, or nothing until the spec says so. */
export type Scripted =
  | JsonObject
  | { readonly status: CodeName; readonly message?: string; readonly details?: Uint8Array; readonly pushback?: string }
  | { readonly bytes: Uint8Array; readonly trailers?: Readonly<Record<string, string>> }
  | 'hang';

/** A call that came in. */
export interface Arrival {
  /** The method's name. */
  readonly name: string;
  readonly request: JsonValue;
  readonly metadata: UpstreamCall['metadata'];
  /** What is left until its deadline, when it came. */
  readonly leftMs: number | undefined;
  state: 'open' | 'answered' | 'cancelled';
  answer(scripted: Scripted): void;
}

/** Upstreams that answer as a spec says, at the time it says; no sockets, since time is moved by hand. */
export class ScriptedUpstream {
  readonly arrivals: Arrival[] = [];
  private readonly registry: Registry;
  private readonly now: () => number;
  private readonly soon: (run: () => void) => void;
  private readonly script: Readonly<Record<string, (request: JsonObject) => Scripted>>;

  /**
   * @param soon - runs something after the caller has returned
   * @param script - by method name; calls of other methods hang
   */
  constructor(
    registry: Registry,
    now: () => number,
    soon: (run: () => void) => void,
    script: Readonly<Record<string, (request: JsonObject) => Scripted>>,
  ) {
    this.registry = registry;
    this.now = now;
    this.soon = soon;
    this.script = script;
  }

  /** The upstream of a method. */
  of(method: DescMethod): Upstream {
    return {
      call: (call, done) => this.call(method, call, done),
      connect: () => Promise.resolve(),
      state: () => 'ready',
      figures: () => ({ addresses: 1, connected: 1, ejected: 0, ejections: 0 }),
      close: () => Promise.resolve(),
    };
  }

  private call(method: DescMethod, call: UpstreamCall, done: (reply: UpstreamReply) => void): Cancel {
    const { registry } = this;
    const request = toJson(method.input, fromBinary(method.input, call.request), { registry });
    const arrival: Arrival = {
      name: method.name,
      request,
      metadata: call.metadata,
      leftMs: call.deadlineMs === undefined ? undefined : call.deadlineMs - this.now(),
      state: 'open',
      answer: (scripted) => {
        if (scripted === 'hang' || arrival.state !== 'open') return;
        arrival.state = 'answered';
        done(this.replyOf(method, scripted));
      },
    };
    this.arrivals.push(arrival);
    const scripted = this.script[method.name]?.(request as JsonObject) ?? 'hang';
    if (scripted !== 'hang') this.soon(() => arrival.answer(scripted));
    return () => {
      if (arrival.state === 'open') arrival.state = 'cancelled';
    };
  }

  private replyOf(method: DescMethod, scripted: Exclude<Scripted, 'hang'>): UpstreamReply {
    const { registry } = this;
    if ('bytes' in scripted && scripted.bytes instanceof Uint8Array) {
      const { bytes, trailers } = scripted as { bytes: Uint8Array; trailers?: Readonly<Record<string, string>> };
      return { kind: 'ok', message: bytes, trailers: trailersOf(trailers ?? {}) };
    }
    if ('status' in scripted) {
      const { status, message, details, pushback } = scripted as Extract<Scripted, { status: CodeName }>;
      return {
        kind: 'status',
        code: statusCode[status],
        message: message ?? '',
        details,
        trailers: trailersOf(pushback === undefined ? {} : { 'grpc-retry-pushback-ms': pushback }),
        origin: 'upstream',
        sent: true,
      };
    }
    const message = fromJson(method.output, scripted as JsonObject, { registry });
    return { kind: 'ok', message: toBinary(method.output, create(method.output, message)), trailers: trailersOf({}) };
  }
}

function trailersOf(values: Readonly<Record<string, string>>): UpstreamReply['trailers'] {
  return { get: (key) => values[key], entries: () => Object.entries(values) };
}
