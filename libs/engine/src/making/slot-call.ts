import type { CallPlan, OriginPlan, Production } from '@tributary/plan';
import type { RawValue } from '@tributary/wire';
import { FrameEnvironment } from './frame-environment.ts';
import { gapPlace } from '../completeness/gap-place.ts';
import { once } from '../completeness/inner-gaps.ts';
import { innerNotes } from './inner-notes.ts';
import type { CallOutcome } from '../calling/asked-call.ts';
import type { Failure } from '../failure/failure.ts';
import { SlotAsk, type Calling } from './slot-ask.ts';
import type { SlotRun } from './slot-run.ts';
import { readCallTags } from './call-tags.ts';

type CallOrigin = OriginPlan & { kind: 'call' };

/** What is asked for in a call: the reply, or of a batch the items of one key or of several. */
type Keys =
  | { readonly kind: 'reply' }
  | { readonly kind: 'one'; readonly key: RawValue }
  | { readonly kind: 'many'; readonly keys: readonly RawValue[] };

const noTags: readonly string[] = [];
const noPosition: readonly number[] = [];

/** Makes a slot's call, once its arguments are known; one with side effects once all requirements hold. */
export function startCall(run: SlotRun, origin: CallOrigin): void {
  const { call } = origin;
  run.frame.whenKnown(call.uses, (failed, isNone) => {
    if (run.stopped) return;
    if (failed !== undefined) run.fail(failed);
    else if (isNone) run.settle('none');
    else if (call.safety.level === 'safe') makeCall(run, origin);
    else {
      run.frame.holdBack(run.slot, () => {
        if (!run.stopped) makeCall(run, origin);
      });
    }
  });
}

function makeCall(run: SlotRun, origin: CallOrigin): void {
  const { frame } = run;
  const { call, select } = origin;
  const request = call.request.build(frame.environment);
  if (request.kind === 'failed') {
    run.failExpression(request.message);
    return;
  }
  const keys = keysOf(run, call);
  if (keys === undefined) return;
  // What `select` reads besides the reply starts now rather than after it.
  for (const { reference } of select.uses) {
    if (reference.kind === 'slot') frame.ancestor(reference.up).demand(reference.slot);
  }
  if (run.stopped) return;
  const calling: Calling = {
    run,
    call,
    request: request.bytes,
    tags: call.cache === undefined ? noTags : readCallTags(frame, call.cache.tags),
    position: call.batch === undefined ? noPosition : frame.orderInAnswer(),
  };
  if (keys.kind === 'many') askMany(calling, origin, keys.keys);
  else
    new SlotAsk(calling, keys.kind === 'one' ? keys.key : undefined, (outcome) =>
      receive(run, origin, outcome),
    ).start();
}

/** The key or keys of a batch; undefined where the slot is settled without them. */
function keysOf(run: SlotRun, { batch }: CallPlan): Keys | undefined {
  if (batch === undefined) return { kind: 'reply' };
  const key = batch.key.produce(run.frame.environment);
  switch (key.kind) {
    case 'failed':
      run.failExpression(key.message);
      return undefined;
    case 'raw':
      if (!batch.many) return { kind: 'one', key: key.value };
      return { kind: 'many', keys: Array.isArray(key.value) ? (key.value as readonly RawValue[]) : [] };
    case 'none':
    case 'compose':
    case 'list':
      run.settle('none');
      return undefined;
  }
}

function receive(run: SlotRun, origin: CallOrigin, outcome: CallOutcome): void {
  if (outcome.kind === 'failed') {
    run.failCall(outcome.failure);
    return;
  }
  note(run, origin, outcome, '');
  run.produce(origin.select, new FrameEnvironment(run.frame, outcome.value));
}

function note(
  run: SlotRun,
  { call, select, selected }: CallOrigin,
  outcome: CallOutcome & { kind: 'reply' },
  at: string,
): void {
  const { stale } = outcome;
  const shape = run.slot.kind === 'field' ? run.slot.field.message : undefined;
  if (stale !== undefined) noteStale(run, stale);
  const inner = innerNotes(call, selected, outcome, at);
  if (inner.length === 0) return;
  const gaps = inner.flatMap(({ gap }) => {
    const path = gapPlace(gap.path, shape, select.composes.length > 0);
    return path === undefined ? [] : [{ ...gap, path }];
  });
  run.notes.push(...once(gaps).map((gap) => ({ kind: 'inner', gap }) as const));
}

/** Of a list of keys several items may be stale: the list is one value, as old as the oldest of them. */
function noteStale({ notes }: SlotRun, { failure, ageMs }: { failure: Failure; ageMs: number }): void {
  const before = notes.findIndex(({ kind }) => kind === 'stale');
  const known = notes[before];
  if (known === undefined) notes.push({ kind: 'stale', failure, ageMs });
  else if (known.kind === 'stale') notes[before] = { ...known, ageMs: Math.max(known.ageMs, ageMs) };
}

/** A list of keys: the value is the list of their items, in that order. */
function askMany(calling: Calling, origin: CallOrigin, keys: readonly RawValue[]): void {
  const { run } = calling;
  let pending = keys.length;
  if (pending === 0) {
    run.accept({ kind: 'raw', value: [] });
    return;
  }
  const outcomes: (CallOutcome | undefined)[] = keys.map(() => undefined);
  const counts = run.currentWork();
  keys.forEach((key, i) => {
    if (!counts()) return;
    const ask = new SlotAsk(calling, key, (outcome) => {
      if (!counts()) return;
      outcomes[i] = outcome;
      const fails = outcome.kind === 'failed' && !run.slot.treatment.optionalElements && !run.isAbsent(outcome.failure);
      if (fails) run.failCall(outcome.failure);
      else if (--pending === 0) selectAll(run, origin, outcomes);
    });
    ask.start();
  });
}

function selectAll(run: SlotRun, origin: CallOrigin, outcomes: readonly (CallOutcome | undefined)[]): void {
  const { frame, notes } = run;
  const { select } = origin;
  frame.whenKnown(select.uses, (failed, isNone) => {
    if (run.stopped) return;
    // Without an item there is nothing to select from, and it does not matter what else `select` reads.
    if (failed !== undefined && outcomes.some((outcome) => outcome?.kind === 'reply')) {
      run.fail(failed);
      return;
    }
    const elements = outcomes.map((outcome, index): Production => {
      if (outcome?.kind === 'failed') {
        const { failure } = outcome;
        if (!run.isAbsent(failure)) notes.push({ kind: 'dropped', index, failure });
      }
      if (outcome?.kind !== 'reply' || isNone) return { kind: 'none' };
      note(run, origin, outcome, `[${index}]`);
      return select.produce(new FrameEnvironment(frame, outcome.value));
    });
    run.accept({ kind: 'elements', elements });
  });
}
