import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import type { Engine } from '@tributary/engine';
import { Observable } from 'rxjs';
import { callerMetadata } from './caller-metadata.ts';
import { CompositeReply } from './composite-reply.ts';
import { callerLeft, internalError, statusException } from './composite-status.ts';

/** A call of a composite method, as NestJS hands it on. */
export type CompositeServerCall = ServerUnaryCall<Uint8Array, CompositeReply>;

/** What answers calls. */
export interface Answering {
  readonly engine: Engine;
  /** The engine's clock, in which it wants deadlines. */
  readonly now: () => number;
  /** Is told of what the engine should never do: throw. */
  readonly onBug: (error: unknown) => void;
  /** Counts what is asked for. */
  readonly asked: (paths: readonly string[]) => void;
}

/**
 * Lets the engine answer a call. It starts when it is subscribed to, and is left when the caller leaves, or an
 * interceptor of the app does not want to wait any longer.
 */
export function answerCall(
  { engine, now, onBug, asked }: Answering,
  path: string,
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
    let cancel: (() => void) | undefined;
    try {
      cancel = engine.execute(
        { path, request, metadata: callerMetadata(metadata), deadlineMs: deadlineOf(call, now), asked },
        (answer) => {
          isOpen = false;
          if (answer.kind === 'status') {
            subscriber.error(statusException(answer));
            return;
          }
          subscriber.next(new CompositeReply(answer.message, answer.trailers));
          subscriber.complete();
        },
      );
    } catch (error) {
      onBug(error);
      isOpen = false;
      subscriber.error(internalError());
    }
    return () => {
      call.off('cancelled', leave);
      if (!isOpen) return;
      isOpen = false;
      cancel?.();
    };
  });
}

/** The caller's deadline on the engine's clock, which need not be the wall's, by which grpc-js goes. */
function deadlineOf(call: CompositeServerCall, now: () => number): number | undefined {
  const deadline = call.getDeadline();
  const ms = typeof deadline === 'number' ? deadline : deadline.getTime();
  return Number.isFinite(ms) ? now() + (ms - Date.now()) : undefined;
}
