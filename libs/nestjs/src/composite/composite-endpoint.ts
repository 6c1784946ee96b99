import type { DescMethod } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import type { Answer, Cancel, CompositeCall } from '@tributary/engine';
import { callerName, type CallerCertificate } from '../usage/caller-name.ts';
import { pathOf } from './composite-definition.ts';
import type { ReplyTrailers } from './composite-reply.ts';
import type { CompositeParts } from './composite-runtime.ts';
import { invalidRequest, type RequestRules, requestRules } from './request-rules.ts';

/** A call as it comes to an endpoint, which adds what the engine wants to know besides. */
export interface EndpointCall extends CompositeCall {
  asked: CompositeCall['asked'];
  /** What the caller's certificate says, where it has one. */
  certificate(): CallerCertificate | undefined;
}

/** A composite method, as those see it who take calls off the wire: whatever they bring it, it answers, and never throws. */
export class CompositeEndpoint {
  readonly path: string;
  /** What goes out with every status of the method. */
  readonly trailers: ReplyTrailers;
  readonly #parts: CompositeParts;
  readonly #name: string;
  readonly #rules: RequestRules | undefined;

  /** @throws Error where a `buf.validate` rule of a request is itself wrong */
  constructor(method: DescMethod, parts: CompositeParts) {
    this.path = pathOf(method);
    this.trailers = parts.methodTrailers.get(this.path) ?? [];
    this.#parts = parts;
    this.#name = this.path.slice(1);
    this.#rules = requestRules(method, parts.registry);
  }

  /** The present, by the engine's clock. */
  now(): number {
    return this.#parts.clock.now();
  }

  /**
   * Answers a call: counts who asks, holds the request to the rules of its contract, and lets the engine do the rest.
   *
   * @param done - called once, possibly before this returns, unless the returned function was called before
   */
  answer(call: EndpointCall, done: (answer: Answer) => void): Cancel {
    const { engine, usage } = this.#parts;
    try {
      const fault = this.#fault(call.request);
      if (fault !== undefined) {
        done(fault);
        return nothing;
      }
      call.asked = usage.of(this.#name, callerName(call)).asked;
      return engine.execute(call, done);
    } catch (error) {
      this.#parts.log.error({ err: error, method: this.#name }, 'a request met a bug');
      done(internalError);
      return nothing;
    }
  }

  /** What is wrong with a request by the rules of its contract. */
  #fault(request: Uint8Array): Answer | undefined {
    if (this.#rules === undefined) return undefined;
    const { clock, metrics } = this.#parts;
    const started = clock.now();
    const ended = (code: status) => {
      const durationMs = clock.now() - started;
      metrics.requestEnded({ path: this.path, code, durationMs, gaps: [], cache: undefined });
    };
    let violations: ReturnType<RequestRules>;
    try {
      violations = this.#rules(request);
    } catch (error) {
      ended(status.INTERNAL);
      throw error;
    }
    if (violations === undefined) return undefined;
    ended(status.INVALID_ARGUMENT);
    return invalidRequest(violations);
  }
}

const nothing: Cancel = () => {};

/** What a caller sees of a bug. */
const internalError: Answer = {
  kind: 'status',
  code: status.INTERNAL,
  message: 'internal error',
  details: new Uint8Array(),
  trailers: [],
};
