import { Metadata, status } from '@grpc/grpc-js';
import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { RpcException } from '@nestjs/microservices';
import type { Logger } from 'pino';
import { throwError, type Observable } from 'rxjs';
import { StatusException, type ServerStatus } from './status-exception.ts';

/** Every code but OK. */
const failures: readonly status[] = Object.values(status).filter(
  (code) => typeof code === 'number' && code !== status.OK,
);

/** The text with which NestJS says that a guard refused; it has no code of its own in the gRPC transport. */
const guardRefused = 'Forbidden resource';

/**
 * Turns what handlers throw into a status: a StatusException, another RpcException or an error of grpc-js keeps its code,
 * its text and its details; of anything else, which is a bug, the caller learns only that there was one, and the log all.
 */
@Catch()
export class StatusExceptionFilter implements RpcExceptionFilter<unknown> {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @returns an Observable that fails with what grpc-js is to send */
  catch(exception: unknown): Observable<never> {
    const known = statusOf(exception);
    if (known === undefined) this.#log.error({ err: exception }, 'a handler failed');
    const sent = known ?? { code: status.INTERNAL, details: 'internal error', metadata: new Metadata() };
    return throwError(() => sent);
  }
}

function statusOf(exception: unknown): ServerStatus | undefined {
  if (exception instanceof StatusException) return exception.status;
  if (!(exception instanceof RpcException)) return statusOfObject(exception);
  const error = exception.getError();
  if (typeof error !== 'string') return statusOfObject(error);
  const code = error === guardRefused ? status.PERMISSION_DENIED : status.UNKNOWN;
  return { code, details: error, metadata: new Metadata() };
}

// grpc-js has no class for ServiceError: it is known by its shape. System errors have a `code` too, but a string.
function statusOfObject(value: unknown): ServerStatus | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, details, message, metadata } = value as Record<string, unknown>;
  const known = failures.find((failure) => failure === code);
  if (known === undefined) return undefined;
  return {
    code: known,
    details: typeof details === 'string' ? details : typeof message === 'string' ? message : '',
    metadata: metadata instanceof Metadata ? metadata : new Metadata(),
  };
}
