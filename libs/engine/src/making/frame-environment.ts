import type { Environment } from '@tributary/plan';
import type { RawValue } from '@tributary/wire';
import type { Failure } from '../failure/failure.ts';
import type { Frame } from './frame.ts';
import { codeName } from '../failure/status-answer.ts';

type Reference = Parameters<Environment['value']>[0];

/** What expressions of a frame read. */
export class FrameEnvironment implements Environment {
  private readonly frame: Frame;
  private readonly response: RawValue | undefined;
  private readonly failure: Failure | undefined;

  constructor(frame: Frame, response?: RawValue, failure?: Failure) {
    this.frame = frame;
    this.response = response;
    this.failure = failure;
  }

  value(reference: Reference): RawValue | undefined {
    switch (reference.kind) {
      case 'request':
        return this.frame.execution.request;
      case 'response':
        return this.response;
      case 'error-code':
        return this.failure === undefined ? undefined : Buffer.from(codeName(this.failure.code));
      case 'error-message':
        return this.failure === undefined ? undefined : Buffer.from(this.failure.text);
      case 'slot':
        return this.frame.ancestor(reference.up).slots[reference.slot]?.raw();
    }
  }

  metadata(key: string): string | undefined {
    return this.frame.execution.metadata(key);
  }
}
