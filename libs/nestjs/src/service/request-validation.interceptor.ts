import { isMessage, type Registry } from '@bufbuild/protobuf';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { invalidRequest } from './invalid-request.ts';
import { MalformedRequest } from './message-codec.ts';
import type { RequestValidator } from './request-validation.ts';

/** Lets a handler see only requests that are valid messages and keep the rules of their contract. */
export class RequestValidationInterceptor implements NestInterceptor {
  readonly #registry: Registry;
  readonly #validator: RequestValidator;
  readonly #domain: string;

  constructor(registry: Registry, validator: RequestValidator, domain: string) {
    this.#registry = registry;
    this.#validator = validator;
    this.#domain = domain;
  }

  /** @throws StatusException INVALID_ARGUMENT */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request: unknown = context.switchToRpc().getData();
    if (request instanceof MalformedRequest) {
      const violation = { field: '', description: 'the bytes are no message of the type', rule: 'malformed' };
      throw invalidRequest(this.#domain, [violation]);
    }
    // Streams of requests come as Observables: this is for unary requests.
    if (!isMessage(request)) return next.handle();
    const desc = this.#registry.getMessage(request.$typeName);
    if (desc === undefined) return next.handle();
    const validity = this.#validator.validate(desc, request);
    if (validity.kind === 'invalid') throw invalidRequest(this.#domain, validity.violations);
    return next.handle();
  }
}
