import type { FieldPlan, MessagePlan, OriginPlan, ReadSlots, RequirementPlan, SlotPlan, Use } from '@tributary/plan';
import { conditionOf, textOf } from '@tributary/plan';
import type { MaskTree, RawValue } from '@tributary/wire';
import { Writer } from '@tributary/wire';
import { writeFrame } from './assemble.ts';
import type { Execution } from './execution.ts';
import { expressionFailed, failure, type Failure } from '../failure/failure.ts';
import { FrameEnvironment } from './frame-environment.ts';
import type { Place } from '../place.ts';
import type { SlotAsk } from './slot-ask.ts';
import { runSlot } from './slot-run.ts';
import { SlotState } from './slot-state.ts';

/** Where a frame stands in the answer. */
export interface FramePosition {
  readonly parent: Frame;
  /** The parent's slot that it is made for. */
  readonly holder: SlotPlan;
  /** Its index in the list before any element was left out; -1: it is no element. */
  readonly element: number;
}

/** How a frame ended. */
export type FrameEnd =
  { readonly kind: 'made' } | { readonly kind: 'none' } | { readonly kind: 'failed'; readonly failure: Failure };

/** What is evaluated of a frame, and what is written. */
export interface FrameMasks {
  readonly evaluated: MaskTree;
  readonly written: MaskTree;
  /** What is needed whole, though a mask may have only part of it; undefined: nothing. */
  readonly read: ReadSlots | undefined;
}

/** A composed message while it is made: its slots, and the messages inside it. */
export class Frame {
  readonly execution: Execution;
  readonly plan: MessagePlan;
  readonly position: FramePosition | undefined;
  /** How many messages are around it. */
  readonly depth: number;
  /** Its failure would fail the method. */
  readonly essential: boolean;
  readonly masks: FrameMasks;
  /** None of a slot that nobody has asked for. */
  readonly slots: (SlotState | undefined)[];
  readonly environment: FrameEnvironment;
  /** It has ended, or nobody waits for it any more. */
  over = false;
  /** Nobody waits for it, so nothing more is done for it. */
  abandoned = false;

  private readonly ended: (end: FrameEnd) => void;
  private pending = 1;
  private requirementsPending: number;
  private requirementWaiters: (() => void)[] | undefined;
  private failure: Failure | undefined;
  /** A requirement does not hold. */
  private isUnmet = false;
  /** Its own source is a call with side effects, which waits for the requirements. */
  private sourceIsHeldBack = false;
  private whole: Uint8Array | undefined;
  private asks: SlotAsk[] | undefined;
  private children: Frame[] | undefined;

  constructor(
    execution: Execution,
    plan: MessagePlan,
    position: FramePosition | undefined,
    source: RawValue | undefined,
    essential: boolean,
    masks: FrameMasks,
    ended: (end: FrameEnd) => void,
  ) {
    this.execution = execution;
    this.plan = plan;
    this.position = position;
    this.depth = position === undefined ? 0 : position.parent.depth + 1;
    this.essential = essential;
    this.masks = masks;
    this.ended = ended;
    this.slots = plan.slots.map(() => undefined);
    this.environment = new FrameEnvironment(this);
    this.requirementsPending = plan.requires.length;
    if (!this.hasOwnSource) {
      const given = this.stateOf(plan.sourceSlot);
      if (source === undefined) given.status = 'none';
      else {
        given.status = 'value';
        given.value = { kind: 'raw', value: source };
      }
    }
  }

  /** Starts everything that nobody needs to ask for. */
  start(): void {
    const { plan } = this;
    for (const requirement of plan.requires) {
      if (this.stopped) return;
      this.pending++;
      this.require(requirement);
    }
    if (this.needsSource()) this.demand(plan.sourceSlot);
    for (const slot of plan.slots) {
      if (this.stopped) return;
      const wanted = slot.kind === 'field' ? this.evaluates(slot) : slot.kind === 'let' && slot.eager;
      if (wanted) this.want(slot.index);
    }
    this.settleOne();
  }

  /** Whether a field is evaluated though nobody reads it. */
  private evaluates({ copied, field, filling, effects, rivals, treatment }: FieldPlan): boolean {
    if (copied !== undefined || filling.kind === 'unset') return false;
    // Filled whatever the mask, but where a condition or another member of a oneof says that it is not.
    if (filling.kind === 'completeness') return treatment.when !== undefined || rivals.length > 0;
    const { evaluated } = this.masks;
    return effects || evaluated.kind === 'all' || evaluated.fields.has(field.number);
  }

  get hasOwnSource(): boolean {
    return this.ownSource !== undefined;
  }

  private get ownSource(): OriginPlan | undefined {
    const source = this.plan.slots[this.plan.sourceSlot];
    return source?.kind === 'source' ? source.origin : undefined;
  }

  /**
   * Whether its own source is evaluated though nobody reads it by name. It decides whether a message made in place is
   * there; the response always is, so it is for what a mask has of the fields that are copied, or for its effects.
   */
  private needsSource(): boolean {
    const { ownSource, position, plan } = this;
    const { evaluated } = this.masks;
    if (ownSource === undefined) return false;
    if (position !== undefined || evaluated.kind === 'all') return true;
    if (ownSource.kind === 'call' && ownSource.call.safety.level !== 'safe') return true;
    return plan.slots.some(
      (slot) => slot.kind === 'field' && slot.copied !== undefined && evaluated.fields.has(slot.field.number),
    );
  }

  private get stopped(): boolean {
    return this.over || this.execution.over;
  }

  /** The state of a slot, which starts where it has not. */
  demand(index: number): SlotState {
    const slot = this.plan.slots[index];
    if (slot === undefined) throw new TypeError('a plan refers to a slot that is not there');
    const state = this.stateOf(index);
    if (state.status === 'idle') {
      state.status = 'running';
      // Whoever asks for the message's own source, the message fails with it.
      if (slot.kind === 'source') this.pending++;
      runSlot(this, slot, state);
      if (slot.kind === 'source') this.whenEnded(index, state);
    }
    return state;
  }

  private stateOf(index: number): SlotState {
    return (this.slots[index] ??= new SlotState());
  }

  /** Asks for a slot that the message is made of. */
  private want(index: number): void {
    this.pending++;
    this.whenEnded(index, this.demand(index));
  }

  private whenEnded(index: number, state: SlotState): void {
    if (state.settled) this.slotEnded(index, state);
    else state.wait(() => this.slotEnded(index, state));
  }

  private slotEnded(index: number, state: SlotState): void {
    if (this.stopped) return;
    const slot = this.plan.slots[index];
    if (state.status === 'failed' && state.failure !== undefined && slot !== undefined && slot.kind !== 'let') {
      if (!slot.treatment.optional && !state.tolerated) {
        this.fail(state.failure);
        return;
      }
    }
    if (slot?.kind === 'source' && state.status !== 'value' && this.position !== undefined) {
      // Made in place of a source that is none: the message is none.
      this.end({ kind: 'none' });
      return;
    }
    this.settleOne();
  }

  private settleOne(): void {
    if (--this.pending > 0 || this.stopped) return;
    this.end(this.failure === undefined ? { kind: 'made' } : { kind: 'failed', failure: this.failure });
  }

  /** The message fails: at once, but where its own source says, or may still say, that there is none. */
  fail(reason: Failure): void {
    if (this.stopped) return;
    if (this.position === undefined || !this.hasOwnSource) {
      this.end({ kind: 'failed', failure: reason });
      return;
    }
    const source = this.stateOf(this.plan.sourceSlot);
    if (this.failure !== undefined) return; // it waits for the source already
    const end = (): void => {
      const { treatment } = this.plan.slots[this.plan.sourceSlot] ?? {};
      const isNone = source.status === 'none' || (source.status === 'failed' && treatment?.optional === true);
      this.end(isNone ? { kind: 'none' } : { kind: 'failed', failure: reason });
    };
    if (source.settled) end();
    else {
      this.failure = reason;
      source.wait(end);
    }
  }

  /** A requirement fails. A source that is held back until all hold never comes then, so nobody waits for it. */
  private failRequirement(reason: Failure): void {
    this.isUnmet = true;
    if (this.sourceIsHeldBack) this.end({ kind: 'failed', failure: this.failure ?? reason });
    else this.fail(reason);
  }

  private end(end: FrameEnd): void {
    if (this.stopped) return;
    this.over = end.kind !== 'made';
    if (this.over) this.abandon();
    else this.over = true;
    this.ended(end);
  }

  /** Nobody waits for it any more: its calls are left. */
  abandon(): void {
    this.over = true;
    this.abandoned = true;
    if (this.asks !== undefined) for (const ask of this.asks) ask.leave();
    this.asks = undefined;
    if (this.children !== undefined) for (const child of this.children) child.abandon();
  }

  /** The calls of this message are left when nobody waits for it any more. */
  waitFor(ask: SlotAsk): void {
    if (this.asks === undefined) this.asks = [ask];
    else this.asks.push(ask);
  }

  /** A message inside it: abandoned with it. */
  addChild(child: Frame): void {
    if (this.children === undefined) this.children = [child];
    else this.children.push(child);
  }

  /** Abandons what was made for a slot. */
  abandonChildrenOf(slot: SlotPlan): void {
    if (this.children !== undefined)
      for (const child of this.children) if (child.position?.holder === slot) child.abandon();
  }

  /**
   * Runs something once names are known: at once where they are, and at once where one that is needed has failed.
   *
   * @param then - gets the failure that came first, or whether a name that is needed is none
   */
  whenKnown(uses: readonly Use[], then: (failed: Failure | undefined, isNone: boolean) => void): void {
    let pending = 0;
    let isNone = false;
    let failed: Failure | undefined;
    let states: { state: SlotState; asked: boolean }[] | undefined;
    for (const { reference, asked } of uses) {
      if (reference.kind !== 'slot') continue;
      const owner = this.ancestor(reference.up);
      const state = owner.demand(reference.slot);
      if (this.execution.over) return;
      if (!state.settled) pending++;
      else if (asked) continue;
      else if (state.status === 'failed' && (failed === undefined || (state.failure?.order ?? 0) < failed.order)) {
        failed = state.failure;
      } else if (state.status === 'none') isNone = true;
      if (!state.settled) (states ??= []).push({ state, asked });
    }
    if (failed !== undefined || states === undefined) {
      then(failed, isNone);
      return;
    }
    let done = false;
    for (const { state, asked } of states) {
      state.wait(() => {
        if (done) return;
        if (!asked && state.status === 'failed') {
          done = true;
          then(state.failure, false);
          return;
        }
        if (!asked && state.status === 'none') isNone = true;
        if (--pending > 0) return;
        done = true;
        then(undefined, isNone);
      });
    }
  }

  /** The innermost message of a plan that this one is in, or is: made with a source of its own. */
  sourcedBy(plan: MessagePlan): Frame | undefined {
    if (this.plan === plan && this.hasOwnSource) return this;
    return this.position?.parent.sourcedBy(plan);
  }

  /** The frame so many messages up. */
  ancestor(up: number | 'root'): Frame {
    const { position } = this;
    if (position === undefined || up === 0) return this;
    return position.parent.ancestor(up === 'root' ? up : up - 1);
  }

  /** Makes a slot's call with side effects once all requirements of this message, and of those around it, hold. */
  holdBack(slot: SlotPlan, call: () => void): void {
    this.sourceIsHeldBack ||= slot.kind === 'source';
    if (this.sourceIsHeldBack && this.isUnmet && this.failure !== undefined) {
      this.end({ kind: 'failed', failure: this.failure });
    } else this.whenRequirementsHold(call);
  }

  private whenRequirementsHold(then: () => void): void {
    if (this.stopped) return;
    if (this.requirementsPending > 0) {
      (this.requirementWaiters ??= []).push(() => this.whenRequirementsHold(then));
    } else if (this.position === undefined) then();
    else this.position.parent.whenRequirementsHold(then);
  }

  private require(requirement: RequirementPlan): void {
    const { that, code, message } = requirement;
    this.whenKnown(that.uses, (failed, isNone) => {
      if (this.stopped) return;
      if (failed !== undefined) {
        this.failRequirement(failed);
        return;
      }
      const condition = isNone
        ? ({ kind: 'holds', holds: false } as const)
        : conditionOf(that.evaluate(this.environment));
      if (condition.kind === 'failed') {
        this.execution.expressionFailed(this.path(), condition.message);
        this.failRequirement(this.at(expressionFailed()));
      } else if (condition.holds) {
        this.requirementsPending--;
        const waiters = this.requirementsPending === 0 ? (this.requirementWaiters ?? []) : [];
        for (const waiter of waiters) waiter();
        this.settleOne();
      } else if (message === undefined) this.failRequirement(this.unmet(code, undefined));
      else {
        this.whenKnown(message.uses, (textFailed, textNone) => {
          const text = textFailed !== undefined || textNone ? undefined : textOf(message.evaluate(this.environment));
          this.failRequirement(this.unmet(code, text));
        });
      }
    });
  }

  private unmet(code: number, text: string | undefined): Failure {
    return this.at(failure('REQUIREMENT_FAILED', code, { text: text ?? 'requirement not met', verbatim: true }));
  }

  private at(reason: Failure): Failure {
    reason.path ??= this.path();
    return reason;
  }

  /** Its path in the answer; '' for the response. */
  path(): string {
    const { position } = this;
    if (position === undefined) return '';
    const path = joinPath(position.parent.path(), position.holder.name);
    return position.element < 0 ? path : `${path}[${position.element}]`;
  }

  /** The path of a slot; of its own source that of the message. */
  pathOf(slot: SlotPlan): string {
    switch (slot.kind) {
      case 'field':
        return joinPath(this.path(), slot.name);
      case 'let':
        return joinPath(this.path(), `$${slot.name}`);
      case 'source':
        return this.path();
    }
  }

  /** The whole message, for whoever reads it by name. */
  bytes(): Uint8Array {
    if (this.whole === undefined) {
      const writer = new Writer();
      writeFrame(this, writer, { kind: 'all' });
      this.whole = writer.finish();
    }
    return this.whole;
  }

  /** The place of a slot in the answer: `source` comes before all others. */
  placeOf(slot: SlotPlan): Place {
    return [...this.place(), slot.kind === 'source' ? -1 : slot.index];
  }

  private place(): Place {
    const { position } = this;
    return position === undefined ? [] : [...position.parent.placeOf(position.holder), position.element];
  }

  /** Where it stands, as numbers that sort in the order of the answer: slots and elements, outermost first. */
  orderInAnswer(): readonly number[] {
    const { position } = this;
    if (position === undefined) return [];
    const { element, holder, parent } = position;
    // Most lists stand in the response itself, and each element asks for this.
    if (parent.position === undefined) return [holder.index, element];
    return [...parent.orderInAnswer(), holder.index, element];
  }
}

function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
