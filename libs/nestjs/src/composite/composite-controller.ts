import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { Metadata } from '@grpc/grpc-js';
import { Controller, Inject, type Type } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { Observable } from 'rxjs';
import { answerCall, type CompositeServerCall } from './answer-call.ts';
import type { CompositeReply } from './composite-reply.ts';
import { CompositeRuntime } from './composite-runtime.ts';

/**
 * Makes a controller for the composite methods of each service, as if somebody had written one by hand: guards,
 * interceptors and filters of the app apply, and see a class named like `MovieNightServiceComposite` and a handler named
 * like the method. The data that they see is the request's bytes.
 */
export function compositeControllers(methods: Iterable<DescMethod>): Type[] {
  const byService = new Map<DescService, DescMethod[]>();
  for (const method of methods) byService.set(method.parent, [...(byService.get(method.parent) ?? []), method]);
  return [...byService].map(([service, own]) => controllerOf(service, own));
}

function controllerOf(service: DescService, methods: readonly DescMethod[]): Type {
  class CompositeController {
    readonly runtime: CompositeRuntime;

    constructor(runtime: CompositeRuntime) {
      this.runtime = runtime;
    }
  }
  Object.defineProperty(CompositeController, 'name', { value: `${service.name}Composite` });
  for (const method of methods) addHandler(CompositeController.prototype, method);
  Inject(CompositeRuntime)(CompositeController, undefined, 0);
  Controller()(CompositeController);
  return CompositeController;
}

function addHandler(prototype: { readonly runtime: CompositeRuntime }, method: DescMethod): void {
  // NestJS names handlers by their keys, and interceptors of the app by their names.
  function handler(
    this: typeof prototype,
    request: Uint8Array,
    metadata: Metadata,
    call: CompositeServerCall,
  ): Observable<CompositeReply> {
    return answerCall(this.runtime.endpointOf(method), request, metadata, call);
  }
  Object.defineProperty(handler, 'name', { value: method.name });
  const descriptor = { value: handler, writable: true, configurable: true, enumerable: false };
  Object.defineProperty(prototype, method.name, descriptor);
  GrpcMethod(method.parent.typeName, method.name)(prototype, method.name, descriptor);
}
