import {
  conditionOf,
  textOf,
  type CallPlan,
  type Environment,
  type ErrorPlan,
  type OriginPlan,
  type Production,
  type Producer,
  type SlotPlan,
} from '@tributary/plan';
import type { MaskTree, RawValue } from '@tributary/wire';
import type { Cancel } from './engine.ts';
import { expressionFailed, type Failure } from './failure.ts';
import { Frame } from './frame.ts';
import { FrameEnvironment } from './frame-environment.ts';
import { innerNotes } from './inner-notes.ts';
import type { CallOutcome } from './request-calls.ts';
import type { Note, SlotState, SlotValue } from './slot-state.ts';

type CallOrigin = OriginPlan & { kind: 'call' };

const all: MaskTree = { kind: 'all' };

/** Works a slot out, from its rivals and conditions to its value, or what its failure becomes. */
export function runSlot(frame: Frame, slot: SlotPlan, state: SlotState): void {
  new SlotRun(frame, slot, state).begin();
}

class SlotRun {
  private readonly frame: Frame;
  private readonly slot: SlotPlan;
  private readonly state: SlotState;
  private readonly notes: Note[] = [];
  /** The failure that the fallback stands in for. */
  private replaced: Failure | undefined;

  constructor(frame: Frame, slot: SlotPlan, state: SlotState) {
    this.frame = frame;
    this.slot = slot;
    this.state = state;
  }

  begin(): void {
    const rivals = this.slot.kind === 'field' ? this.slot.rivals : [];
    this.afterRivals(rivals, 0);
  }

  private get stopped(): boolean {
    return this.frame.execution.over || this.state.settled;
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
    else (state.waiters ??= []).push(go);
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
        this.startCall(origin);
        return;
      case 'in-place': {
        const source = origin.inheritsSource ? this.frame.slots[this.frame.plan.sourceSlot]?.raw() : undefined;
        if (origin.inheritsSource) this.inherit(origin.message, source);
        else this.accept({ kind: 'make', plan: origin.message, source: undefined });
        return;
      }
      case 'completeness':
      case 'unset':
        this.settle('none');
    }
  }

  private originOf(): OriginPlan | Exclude<Extract<SlotPlan, { kind: 'field' }>['filling'], { kind: 'origin' }> {
    const { slot } = this;
    if (slot.kind !== 'field') return slot.origin ?? { kind: 'unset' };
    return slot.filling.kind === 'origin' ? slot.filling.origin : slot.filling;
  }

  /** Made in place with the same source, which may still be on its way. */
  private inherit(plan: Frame['plan'], known: RawValue | undefined): void {
    const { frame } = this;
    const { sourceSlot } = frame.plan;
    if (frame.slots[sourceSlot]?.settled === true && frame.slots[sourceSlot].status === 'none') {
      this.accept({ kind: 'make', plan, source: known });
      return;
    }
    frame.whenKnown([{ reference: { kind: 'slot', up: 0, slot: sourceSlot }, asked: false }], (failed, isNone) => {
      if (this.stopped) return;
      if (failed !== undefined) this.fail(failed);
      else if (isNone) this.settle('none');
      else this.accept({ kind: 'make', plan, source: frame.slots[sourceSlot]?.raw() });
    });
  }

  private produce(producer: Producer, environment: FrameEnvironment): void {
    this.frame.whenKnown(producer.uses, (failed, isNone) => {
      if (this.stopped) return;
      if (failed !== undefined) this.fail(failed);
      else if (isNone) this.settle('none');
      else this.accept(producer.produce(environment));
    });
  }

  // Calls

  private startCall(origin: CallOrigin): void {
    const { frame } = this;
    const { call } = origin;
    frame.whenKnown(call.uses, (failed, isNone) => {
      if (this.stopped) return;
      if (failed !== undefined) {
        this.fail(failed);
        return;
      }
      if (isNone) {
        this.settle('none');
        return;
      }
      const begin = (): void => {
        if (!this.stopped) this.makeCall(origin);
      };
      if (call.safety.level === 'safe') begin();
      else frame.whenRequirementsHold(begin);
    });
  }

  private makeCall(origin: CallOrigin): void {
    const { call, select } = origin;
    const { frame } = this;
    const { environment } = frame;
    const request = call.request.build(environment);
    if (request.kind === 'failed') {
      this.failExpression(request.message);
      return;
    }
    const keys = this.keysOf(call);
    if (keys === undefined) return;
    // What `select` reads besides the reply starts now rather than after it.
    for (const { reference } of select.uses) {
      if (reference.kind === 'slot') frame.ancestor(reference.up).demand(reference.slot);
    }
    if (this.stopped) return;
    const ask = (key: RawValue | undefined, done: (outcome: CallOutcome) => void): void => {
      let leave: Cancel = () => undefined;
      let answered = false;
      const asked = frame.execution.calls.ask({
        plan: call,
        request: request.bytes,
        key,
        tags: tagsOf(call, environment),
        essential: this.essential,
        owner: ownerOf(frame, this.slot),
        position: frame.elementPath(),
        done: (outcome) => {
          answered = true;
          frame.leaves.delete(leave);
          if (!this.stopped) done(outcome);
        },
      });
      leave = asked;
      if (!answered) frame.leaves.add(leave);
    };
    if (keys.kind === 'many') this.askMany(origin, keys.values, ask);
    else ask(keys.kind === 'one' ? keys.value : undefined, (outcome) => this.receive(origin, outcome));
  }

  /** A call whose failure would fail the method. */
  private get essential(): boolean {
    return this.frame.essential && this.slot.essential && this.replaced === undefined;
  }

  /** The key or keys of a batch; undefined where the slot is settled without them. */
  private keysOf(
    call: CallPlan,
  ):
    | { readonly kind: 'none' }
    | { readonly kind: 'one'; readonly value: RawValue }
    | { readonly kind: 'many'; readonly values: readonly RawValue[] }
    | undefined {
    if (call.batch === undefined) return { kind: 'none' };
    const key = call.batch.key.produce(this.frame.environment);
    switch (key.kind) {
      case 'failed':
        this.failExpression(key.message);
        return undefined;
      case 'raw':
        if (!call.batch.many) return { kind: 'one', value: key.value };
        return { kind: 'many', values: Array.isArray(key.value) ? (key.value as readonly RawValue[]) : [] };
      case 'none':
      case 'compose':
      case 'list':
        this.settle('none');
        return undefined;
    }
  }

  private receive(origin: CallOrigin, outcome: CallOutcome): void {
    if (outcome.kind === 'failed') {
      this.failCall(outcome.failure);
      return;
    }
    this.note(origin, outcome, '');
    this.produce(origin.select, new FrameEnvironment(this.frame, outcome.value));
  }

  private note({ call, selected }: CallOrigin, outcome: CallOutcome & { kind: 'reply' }, at: string): void {
    const { stale } = outcome;
    if (stale !== undefined) this.notes.push({ kind: 'stale', failure: stale.failure, ageMs: stale.ageMs });
    this.notes.push(...innerNotes(call, selected, outcome, at));
  }

  /** A list of keys: the value is the list of their items, in that order. */
  private askMany(
    origin: CallOrigin,
    keys: readonly RawValue[],
    ask: (key: RawValue, done: (outcome: CallOutcome) => void) => void,
  ): void {
    const outcomes: (CallOutcome | undefined)[] = keys.map(() => undefined);
    let pending = keys.length;
    if (pending === 0) {
      this.accept({ kind: 'raw', value: [] });
      return;
    }
    const { absent, optionalElements } = this.slot.treatment;
    keys.forEach((key, i) => {
      ask(key, (outcome) => {
        outcomes[i] = outcome;
        if (
          outcome.kind === 'failed' &&
          !optionalElements &&
          !(outcome.failure.sent && absent.has(outcome.failure.code))
        ) {
          this.failCall(outcome.failure);
          return;
        }
        if (--pending === 0) this.selectAll(origin, outcomes);
      });
    });
  }

  private selectAll(origin: CallOrigin, outcomes: readonly (CallOutcome | undefined)[]): void {
    const { select } = origin;
    this.frame.whenKnown(select.uses, (failed, isNone) => {
      if (this.stopped) return;
      if (failed !== undefined) {
        this.fail(failed);
        return;
      }
      const elements: Production[] = outcomes.map((outcome, i) => {
        if (outcome === undefined || isNone) return { kind: 'none' };
        if (outcome.kind === 'reply') {
          this.note(origin, outcome, `[${i}]`);
          return select.produce(new FrameEnvironment(this.frame, outcome.value));
        }
        const { failure } = outcome;
        if (!(failure.sent && this.slot.treatment.absent.has(failure.code))) {
          this.notes.push({ kind: 'dropped', index: i, failure });
        }
        return { kind: 'none' };
      });
      this.accept({ kind: 'elements', elements });
    });
  }

  // Values

  private accept(
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
        this.make(production.message, production.source);
        return;
      case 'make':
        this.make(production.plan, production.source);
        return;
      case 'list':
      case 'elements':
        this.makeElements(production.elements);
        return;
      case 'none':
        this.settle('none');
        return;
      case 'failed':
        this.failExpression(production.message);
    }
  }

  private make(plan: Frame['plan'], source: RawValue | undefined): void {
    const child = this.child(plan, source, -1, (end) => {
      if (this.stopped) return;
      if (end.kind === 'made') this.succeed({ kind: 'message', frame: child });
      else if (end.kind === 'none') this.settleAsNone(child);
      else this.fail(end.failure);
    });
    child.start();
  }

  /** Of a message that is none the gap of its source is told all the same. */
  private settleAsNone(child: Frame): void {
    const source = child.slots[child.plan.sourceSlot];
    if (source?.status === 'failed' && source.failure !== undefined) {
      this.state.tolerated = true;
      this.settleFailed(source.failure);
      return;
    }
    this.settle('none');
  }

  private child(
    plan: Frame['plan'],
    source: RawValue | undefined,
    element: number,
    ended: ConstructorParameters<typeof Frame>[6],
  ): Frame {
    const { frame, slot } = this;
    const essential = this.essential && !(element >= 0 && slot.treatment.optionalElements);
    // What others read by name is made whole, whatever is written of it.
    const evaluated = slot.read || (slot.kind === 'field' && slot.effects) ? all : inner(frame.masks.evaluated, slot);
    const masks = { evaluated, written: inner(frame.masks.written, slot) };
    const position = { parent: frame, holder: slot, element };
    const child: Frame = new Frame(frame.execution, plan, position, source, essential, masks, (end) => {
      if (end.kind !== 'made') frame.children.delete(child);
      ended(end);
    });
    frame.children.add(child);
    return child;
  }

  private makeElements(elements: readonly Production[]): void {
    const { optionalElements } = this.slot.treatment;
    const raws: (RawValue | undefined)[] = elements.map(() => undefined);
    const frames: (Frame | undefined)[] = elements.map(() => undefined);
    let pending = 1;
    const finish = (): void => {
      if (--pending > 0 || this.stopped) return;
      const made = frames.filter((frame) => frame !== undefined);
      this.succeed(
        elements.some(({ kind }) => kind === 'compose')
          ? { kind: 'messages', frames: made }
          : { kind: 'raw', value: raws.filter((value) => value !== undefined) },
      );
    };
    const drop = (index: number, failure: Failure): void => {
      if (!optionalElements) {
        this.fail(failure);
        return;
      }
      this.notes.push({ kind: 'dropped', index, failure });
    };
    const starting: Frame[] = [];
    elements.forEach((element, i) => {
      if (this.stopped) return;
      switch (element.kind) {
        case 'raw':
          raws[i] = element.value;
          return;
        case 'compose': {
          pending++;
          const child = this.child(element.message, element.source, i, (end) => {
            if (this.stopped) return;
            if (end.kind === 'made') frames[i] = child;
            else if (end.kind === 'failed') drop(i, end.failure);
            if (!this.stopped) finish();
          });
          starting.push(child);
          return;
        }
        case 'failed':
          this.frame.execution.expressionFailed(`${this.frame.pathOf(this.slot)}[${i}]`, element.message);
          drop(i, this.placed(expressionFailed(), `[${i}]`));
          return;
        case 'none':
        case 'list':
      }
    });
    for (const child of starting) {
      if (this.stopped) return;
      child.start();
    }
    if (!this.stopped) finish();
  }

  private succeed(value: SlotValue): void {
    if (this.replaced !== undefined) this.notes.push({ kind: 'fallback', failure: this.replaced });
    this.state.value = value;
    this.settle('value');
  }

  // Failures

  private failExpression(cause: string): void {
    this.frame.execution.expressionFailed(this.frame.pathOf(this.slot), cause);
    this.fail(this.placed(expressionFailed()));
  }

  private placed(failure: Failure, suffix = ''): Failure {
    failure.path ??= this.frame.pathOf(this.slot) + suffix;
    return failure;
  }

  /** A call of this source failed: some codes mean that there is none. */
  private failCall(failure: Failure): void {
    const { absent } = this.slot.treatment;
    if (failure.sent && absent.has(failure.code)) this.settle('none');
    else this.fail(this.placed(failure));
  }

  private fail(failure: Failure): void {
    if (this.stopped) return;
    this.placed(failure);
    // The fallback failed, too: the first failure counts.
    if (this.replaced !== undefined) this.settleFailed(this.replaced);
    else this.applyRules(failure, this.slot.treatment.errors, 0);
  }

  private applyRules(failure: Failure, rules: readonly ErrorPlan[], next: number): void {
    const rule = rules[next];
    if (rule === undefined) {
      this.fallBack(failure);
      return;
    }
    const skip = (): void => this.applyRules(failure, rules, next + 1);
    if (rule.codes.size > 0 && !rule.codes.has(failure.code)) {
      skip();
      return;
    }
    const environment = new FrameEnvironment(this.frame, undefined, failure);
    const { when, message, code } = rule;
    const apply = (): void => {
      const changed = (text: string | undefined): void => {
        this.fallBack({
          ...failure,
          code: code ?? failure.code,
          ...(text === undefined ? {} : { text, verbatim: true }),
        });
      };
      if (message === undefined) {
        changed(undefined);
        return;
      }
      this.frame.whenKnown(message.uses, (failed, isNone) => {
        if (this.stopped) return;
        changed(failed !== undefined || isNone ? undefined : textOf(message.evaluate(environment)));
      });
    };
    if (when === undefined) {
      apply();
      return;
    }
    this.frame.whenKnown(when.uses, (failed, isNone) => {
      if (this.stopped) return;
      const condition = failed !== undefined || isNone ? undefined : conditionOf(when.evaluate(environment));
      if (condition?.kind === 'holds' && condition.holds) apply();
      else skip();
    });
  }

  private fallBack(failure: Failure): void {
    const { fallback } = this.slot.treatment;
    if (fallback === undefined) {
      this.settleFailed(failure);
      return;
    }
    this.replaced = failure;
    this.notes.length = 0;
    for (const child of [...this.frame.children]) {
      if (child.position?.holder !== this.slot) continue;
      child.abandon();
      this.frame.children.delete(child);
    }
    this.produce(fallback, new FrameEnvironment(this.frame, undefined, failure));
  }

  private settleFailed(failure: Failure): void {
    this.state.failure = failure;
    this.settle('failed');
  }

  private settle(status: 'value' | 'none' | 'failed'): void {
    if (this.stopped) return;
    const { state } = this;
    state.status = status;
    if (status === 'none' && this.replaced !== undefined) this.notes.push({ kind: 'fallback', failure: this.replaced });
    if (status !== 'failed' && this.notes.length > 0) state.notes = this.notes;
    const waiters = state.waiters ?? [];
    state.waiters = undefined;
    for (const waiter of waiters) {
      if (this.frame.execution.over) return;
      waiter();
    }
  }
}

/** Askers with the same owner are the same field of elements of the same lists. */
function ownerOf(frame: Frame, slot: SlotPlan): object {
  return frame.execution.ownerOf(slot);
}

function tagsOf(call: CallPlan, environment: FrameEnvironment): readonly string[] | undefined {
  return call.cache === undefined ? [] : readTags(call.cache.tags, environment);
}

/** The tags that expressions give; undefined where one fails: then nothing can be stored under them. */
export function readTags(
  tags: NonNullable<CallPlan['cache']>['tags'],
  environment: Environment,
): readonly string[] | undefined {
  const found: string[] = [];
  for (const tag of tags) {
    const outcome = tag.evaluate(environment);
    if (outcome.kind === 'failed') return undefined;
    if (outcome.kind === 'none') continue;
    if (typeof outcome.value === 'string' || outcome.value instanceof Uint8Array) {
      const text = textOf(outcome);
      if (text !== undefined) found.push(text);
    } else if (typeof outcome.value === 'object' && outcome.value !== null && Symbol.iterator in outcome.value) {
      for (const element of outcome.value as Iterable<unknown>) {
        found.push(element instanceof Uint8Array ? Buffer.from(element).toString('utf8') : String(element));
      }
    }
  }
  return found;
}

/** The mask of what is inside a slot. */
function inner(mask: MaskTree, slot: SlotPlan): MaskTree {
  if (mask.kind === 'all' || slot.kind !== 'field') return all;
  return mask.fields.get(slot.field.number) ?? all;
}
