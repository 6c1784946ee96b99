import { conditionOf, type OriginPlan, type Producer, type Production, type SlotPlan } from '@tributary/plan';
import type { RawValue } from '@tributary/wire';
import { applyErrorRules } from './error-rules.ts';
import { expressionFailed, type Failure } from '../failure/failure.ts';
import type { Frame } from './frame.ts';
import { FrameEnvironment } from './frame-environment.ts';
import { startCall } from './slot-call.ts';
import { makeElements, makeMessage } from './slot-making.ts';
import type { Note, SlotState, SlotValue } from './slot-state.ts';

/** Works a slot out, from its rivals and conditions to its value, or what its failure becomes. */
export function runSlot(frame: Frame, slot: SlotPlan, state: SlotState): void {
  new SlotRun(frame, slot, state).begin();
}

/** A slot while it is worked out. Ended by `settle`; `stopped` where nobody waits any more. */
export class SlotRun {
  readonly frame: Frame;
  readonly slot: SlotPlan;
  readonly state: SlotState;
  readonly notes: Note[] = [];
  /** The failure that the fallback stands in for. */
  private replaced: Failure | undefined;
  private failures = 0;

  constructor(frame: Frame, slot: SlotPlan, state: SlotState) {
    this.frame = frame;
    this.slot = slot;
    this.state = state;
  }

  /**
   * Gives what tells whether work that begins now still counts: not once the slot is settled, nor once it has failed,
   * though rules and a fallback may be busy with that.
   */
  currentWork(): () => boolean {
    const { failures } = this;
    return () => !this.stopped && this.failures === failures;
  }

  begin(): void {
    const rivals = this.slot.kind === 'field' ? this.slot.rivals : [];
    this.afterRivals(rivals, 0);
  }

  get stopped(): boolean {
    return this.frame.execution.over || this.frame.abandoned || this.state.settled;
  }

  /** Members of a oneof are tried in the order written: each starts when those before it are none or failed. */
  private afterRivals(rivals: readonly number[], next: number): void {
    const rival = rivals[next];
    if (rival === undefined) {
      this.checkCondition();
      return;
    }
    const state = this.frame.demand(rival);
    const go = (): void => {
      if (this.stopped) return;
      const required = this.frame.plan.slots[rival]?.treatment.optional === false;
      if (state.status === 'value') this.settle('none');
      else if (state.status === 'failed' && required && state.failure !== undefined) this.fail(state.failure);
      else this.afterRivals(rivals, next + 1);
    };
    if (state.settled) go();
    else state.wait(go);
  }

  private checkCondition(): void {
    const { when } = this.slot.treatment;
    if (when === undefined) {
      this.startOrigin();
      return;
    }
    this.frame.whenKnown(when.uses, (failed, isNone) => {
      if (this.stopped) return;
      if (failed !== undefined) this.fail(failed);
      else if (isNone) this.settle('none');
      else {
        const condition = conditionOf(when.evaluate(this.frame.environment));
        if (condition.kind === 'failed') this.failExpression(condition.message);
        else if (condition.holds) this.startOrigin();
        else this.settle('none');
      }
    });
  }

  private startOrigin(): void {
    const origin = this.originOf();
    switch (origin.kind) {
      case 'value':
        this.produce(origin.producer, this.frame.environment);
        return;
      case 'call':
        startCall(this, origin);
        return;
      case 'in-place':
        if (origin.inheritsSource) this.inherit(origin.message);
        else this.makeOnceAround(origin.message);
        return;
      case 'completeness':
        // Written at the end; whether it is filled is known.
        this.settle('value');
        return;
      case 'unset':
        this.settle('none');
    }
  }

  /** A message inside itself is made when the one around it is known to be there: else there would be no end of them. */
  private makeOnceAround(plan: Frame['plan']): void {
    const make = (): void => {
      if (!this.stopped) this.accept({ kind: 'make', plan, source: undefined });
    };
    const around = this.frame.sourcedBy(plan);
    const source = around?.demand(plan.sourceSlot);
    if (source === undefined || source.settled) make();
    else source.wait(make);
  }

  private originOf(): OriginPlan | Exclude<Extract<SlotPlan, { kind: 'field' }>['filling'], { kind: 'origin' }> {
    const { slot } = this;
    if (slot.kind !== 'field') return slot.origin ?? { kind: 'unset' };
    return slot.filling.kind === 'origin' ? slot.filling.origin : slot.filling;
  }

  /** Made in place with the same source, which may still be on its way, or be none: then without. */
  private inherit(plan: Frame['plan']): void {
    const { frame } = this;
    const { sourceSlot } = frame.plan;
    frame.whenKnown([{ reference: { kind: 'slot', up: 0, slot: sourceSlot }, asked: false }], (failed) => {
      if (this.stopped) return;
      if (failed !== undefined) this.fail(failed);
      else this.accept({ kind: 'make', plan, source: frame.slots[sourceSlot]?.raw() });
    });
  }

  /** What is worked out here would fail the method with its failure. A fallback's failure would not. */
  get essential(): boolean {
    return this.frame.essential && this.slot.essential && this.replaced === undefined;
  }

  produce(producer: Producer, environment: FrameEnvironment): void {
    this.frame.whenKnown(producer.uses, (failed, isNone) => {
      if (this.stopped) return;
      if (failed !== undefined) this.fail(failed);
      else if (isNone) this.settle('none');
      else this.accept(producer.produce(environment));
    });
  }

  // Values

  accept(
    production:
      | Production
      | { readonly kind: 'make'; readonly plan: Frame['plan']; readonly source: RawValue | undefined }
      | { readonly kind: 'elements'; readonly elements: readonly Production[] },
  ): void {
    switch (production.kind) {
      case 'raw':
        this.succeed({ kind: 'raw', value: production.value });
        return;
      case 'compose':
        makeMessage(this, production.message, production.source);
        return;
      case 'make':
        makeMessage(this, production.plan, production.source);
        return;
      case 'list':
      case 'elements':
        makeElements(this, production.elements);
        return;
      case 'none':
        this.settle('none');
        return;
      case 'failed':
        if (production.elements !== undefined && this.slot.treatment.optionalElements) {
          makeElements(this, production.elements);
        } else this.failExpression(production.message);
    }
  }

  succeed(value: SlotValue): void {
    if (this.replaced !== undefined) this.notes.push({ kind: 'fallback', failure: this.replaced });
    this.state.value = value;
    this.settle('value');
  }

  // Failures

  failExpression(cause: string): void {
    this.frame.execution.expressionFailed(this.frame.pathOf(this.slot), cause);
    this.fail(this.placed(expressionFailed()));
  }

  placed(failure: Failure, suffix = ''): Failure {
    failure.path ??= this.frame.pathOf(this.slot) + suffix;
    return failure;
  }

  /** Whether the upstream said what `absent` takes for "there is none". */
  isAbsent({ sent, code }: Failure): boolean {
    return sent && this.slot.treatment.absent.has(code);
  }

  /** A call of this source failed: some codes mean that there is none. */
  failCall(failure: Failure): void {
    if (this.isAbsent(failure)) this.settle('none');
    else this.fail(this.placed(failure));
  }

  fail(failure: Failure): void {
    if (this.stopped) return;
    this.failures++;
    this.placed(failure);
    // The fallback failed, too: the first failure counts, and is one whatever it was.
    if (this.replaced !== undefined) this.settleFailed({ ...this.replaced, timedOut: false });
    else {
      applyErrorRules(this.frame, failure, this.slot.treatment.errors, (changed) => {
        if (!this.stopped) this.fallBack(changed);
      });
    }
  }

  private fallBack(failure: Failure): void {
    const { fallback } = this.slot.treatment;
    if (fallback === undefined) {
      this.settleFailed(failure);
      return;
    }
    this.replaced = failure;
    this.notes.length = 0;
    this.frame.abandonChildrenOf(this.slot);
    this.produce(fallback, new FrameEnvironment(this.frame, undefined, failure));
  }

  settleFailed(failure: Failure): void {
    this.state.failure = failure;
    this.settle('failed');
  }

  settle(status: 'value' | 'none' | 'failed'): void {
    if (this.stopped) return;
    const { state } = this;
    state.status = status;
    if (status === 'none' && this.replaced !== undefined) this.notes.push({ kind: 'fallback', failure: this.replaced });
    if (status !== 'failed' && this.notes.length > 0) state.notes = this.notes;
    if (status === 'failed' || state.notes !== undefined) this.frame.execution.mayHaveGaps = true;
    const { waiters } = state;
    if (waiters === undefined) return;
    state.waiters = undefined;
    for (const waiter of waiters) {
      if (this.frame.execution.over) return;
      waiter();
    }
  }
}
