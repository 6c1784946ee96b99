import type { CallPlan } from '@tributary/plan';
import type { RawValue } from '@tributary/wire';
import type { Asked, CallOutcome } from '../calling/asked-call.ts';
import type { Entry } from '../calling/call-entry.ts';
import type { Place } from '../place.ts';
import type { SlotRun } from './slot-run.ts';

/** What a slot's call asks for, whatever the key. */
export interface Calling {
  readonly run: SlotRun;
  readonly call: CallPlan;
  readonly request: Uint8Array;
  readonly tags: readonly string[] | undefined;
  /** Of a batch: see `Frame.orderInAnswer`. */
  readonly position: readonly number[];
}

/** A slot that waits for a call, or for one key's item of it. */
export class SlotAsk implements Asked {
  readonly key: RawValue | undefined;
  private readonly calling: Calling;
  private readonly then: (outcome: CallOutcome) => void;
  private entry: Entry | undefined = undefined;
  private answered = false;

  /** @param then - gets the outcome, unless the slot waits no more */
  constructor(calling: Calling, key: RawValue | undefined, then: (outcome: CallOutcome) => void) {
    this.calling = calling;
    this.key = key;
    this.then = then;
  }

  start(): void {
    const { frame } = this.calling.run;
    this.entry = frame.execution.calls.ask(this);
    if (!this.answered) frame.waitFor(this);
  }

  /** The slot waits no more. */
  leave(): void {
    if (this.answered || this.entry === undefined) return;
    this.answered = true;
    this.calling.run.frame.execution.calls.leave(this.entry, this);
  }

  // What is asked for: see Asked.

  get plan(): CallPlan {
    return this.calling.call;
  }

  get request(): Uint8Array {
    return this.calling.request;
  }

  get tags(): readonly string[] | undefined {
    return this.calling.tags;
  }

  get essential(): boolean {
    return this.calling.run.essential;
  }

  get owner(): object {
    const { frame, slot } = this.calling.run;
    return frame.execution.ownerOf(slot);
  }

  get position(): readonly number[] {
    return this.calling.position;
  }

  place(): Place {
    const { frame, slot } = this.calling.run;
    return frame.placeOf(slot);
  }

  done(outcome: CallOutcome): void {
    this.answered = true;
    if (!this.calling.run.stopped) this.then(outcome);
  }
}
