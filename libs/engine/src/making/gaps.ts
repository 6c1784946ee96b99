import type { SlotPlan } from '@tributary/plan';
import { gapReason, joinGapPath, type Gap } from '../completeness/completeness.ts';
import type { Failure } from '../failure/failure.ts';
import type { Frame } from './frame.ts';
import { insideOf, isInMask } from './masks.ts';
import type { Note, SlotState } from './slot-state.ts';

const none: readonly Gap[] = [];

/**
 * What is missing from a message, or not as fresh as asked for: paths relative to it, in the order of its fields as
 * written, lets before fields.
 */
export function gapsOf(frame: Frame): readonly Gap[] {
  if (!frame.execution.mayHaveGaps) return none;
  const gaps: Gap[] = [];
  collect(frame, '', gaps);
  return gaps;
}

function collect(frame: Frame, path: string, gaps: Gap[]): void {
  const { plan, slots } = frame;
  const source = slots[plan.sourceSlot];
  if (source !== undefined) collectSlot(source, path, gaps, () => true);
  for (const slot of plan.slots) {
    const state = slots[slot.index];
    if (slot.kind === 'source' || state === undefined) continue;
    const shape = slot.kind === 'field' ? slot.field.message : undefined;
    const inside = insideOf(frame.masks.written, slot);
    collectSlot(state, pathOf(path, slot), gaps, (below) => isInMask(inside, shape, below));
  }
}

function pathOf(path: string, slot: SlotPlan): string {
  return joinGapPath(path, slot.kind === 'let' ? `$${slot.name}` : slot.name);
}

/** @param asked - whether what is at a path below the slot was asked for */
function collectSlot(state: SlotState, path: string, gaps: Gap[], asked: (below: string) => boolean): void {
  if (state.status === 'failed' && state.failure !== undefined) {
    const { timedOut } = state.failure;
    gaps.push(gapFor(state.failure, path, timedOut ? gapReason.TIMED_OUT : gapReason.FAILED));
    return;
  }
  const { value, notes } = state;
  const dropped = new Map<number, Failure>();
  for (const note of notes ?? []) {
    if (note.kind === 'dropped') dropped.set(note.index, note.failure);
    else if (note.kind !== 'inner' || asked(note.gap.path)) gaps.push(gapOf(note, path));
  }
  const drop = (before: number): void => {
    for (const [index, failure] of [...dropped].sort(([a], [b]) => a - b)) {
      if (index >= before) return;
      gaps.push(gapFor(failure, `${path}[${index}]`, gapReason.DROPPED));
      dropped.delete(index);
    }
  };
  if (value?.kind === 'message') collect(value.frame, path, gaps);
  if (value?.kind === 'messages') {
    for (const frame of value.frames) {
      const index = frame.position?.element ?? 0;
      drop(index);
      collect(frame, `${path}[${index}]`, gaps);
    }
  }
  drop(Number.POSITIVE_INFINITY);
}

function gapOf(note: Exclude<Note, { kind: 'dropped' }>, path: string): Gap {
  switch (note.kind) {
    case 'fallback':
      return gapFor(note.failure, path, gapReason.FALLBACK);
    case 'stale':
      return { ...gapFor(note.failure, path, gapReason.STALE), ageMs: note.ageMs };
    case 'inner':
      return { ...note.gap, path: joinGapPath(path, note.gap.path) };
  }
}

function gapFor({ firstCode, call }: Failure, path: string, reason: number): Gap {
  return { path, reason, code: firstCode, call };
}
