import type { Environment } from '@tributary/plan';
import type { RawValue } from '@tributary/wire';
import type { CompositeCall } from '../engine.ts';

/** What expressions of a method's tags read: the request and metadata. */
export class RequestEnvironment implements Environment {
  private readonly call: CompositeCall;

  constructor(call: CompositeCall) {
    this.call = call;
  }

  value(reference: Parameters<Environment['value']>[0]): RawValue | undefined {
    return reference.kind === 'request' ? this.call.request : undefined;
  }

  metadata(key: string): string | undefined {
    return this.call.metadata(key);
  }
}
