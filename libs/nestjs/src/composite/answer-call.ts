import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import type { CompositeCall } from '@tributary/engine';
import { Observable } from 'rxjs';
import type { CallerCertificate } from '../usage/caller-name.ts';
import { callerMetadata } from './caller-metadata.ts';
import type { CompositeEndpoint, EndpointCall } from './composite-endpoint.ts';
import { CompositeReply } from './composite-reply.ts';
import { callerLeft, statusException } from './composite-status.ts';

/** A call of a composite method, as NestJS hands it on. */
export type CompositeServerCall = ServerUnaryCall<Uint8Array, CompositeReply>;

/**
 * Answers a call that came through NestJS. It starts when it is subscribed to, and is left when the caller leaves, or an
 * interceptor of the app does not want to wait any longer.
 */
export function answerCall(
  endpoint: CompositeEndpoint,
  request: Uint8Array,
  metadata: Metadata,
  call: CompositeServerCall,
): Observable<CompositeReply> {
  return new Observable((subscriber) => {
    let isOpen = true;
    const leave = () => {
      if (isOpen) subscriber.error(callerLeft());
    };
    call.on('cancelled', leave);
    const cancel = endpoint.answer(new NestCall(endpoint, request, metadata, call), (answer) => {
      isOpen = false;
      if (answer.kind === 'status') {
        subscriber.error(statusException(answer));
        return;
      }
      subscriber.next(new CompositeReply(answer.message, answer.trailers));
      subscriber.complete();
    });
    return () => {
      call.off('cancelled', leave);
      if (!isOpen) return;
      isOpen = false;
      cancel();
    };
  });
}

/** What the engine wants to know of a call. */
class NestCall implements EndpointCall {
  readonly path: string;
  readonly request: Uint8Array;
  readonly metadata: (key: string) => string | undefined;
  readonly deadlineMs: number | undefined;
  asked: CompositeCall['asked'];
  readonly #call: CompositeServerCall;

  constructor(endpoint: CompositeEndpoint, request: Uint8Array, metadata: Metadata, call: CompositeServerCall) {
    this.path = endpoint.path;
    this.request = request;
    this.metadata = callerMetadata(metadata);
    this.deadlineMs = deadlineOf(call, () => endpoint.now());
    this.#call = call;
  }

  certificate(): CallerCertificate | undefined {
    return this.#call.getAuthContext().sslPeerCertificate;
  }
}

/** The caller's deadline on the engine's clock, which need not be the wall's, by which grpc-js goes. */
function deadlineOf(call: CompositeServerCall, now: () => number): number | undefined {
  const deadline = call.getDeadline();
  const ms = typeof deadline === 'number' ? deadline : deadline.getTime();
  return Number.isFinite(ms) ? now() + (ms - Date.now()) : undefined;
}
