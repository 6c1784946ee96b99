import type { CallPlan, OriginPlan } from '@tributary/plan';
import { joinGapPath, type Gap } from '../completeness/completeness.ts';
import { innerGaps } from '../completeness/inner-gaps.ts';
import type { CallOutcome } from '../calling/asked-call.ts';
import type { Note } from './slot-state.ts';

/** A gap that an upstream tells of. */
export type InnerNote = Extract<Note, { kind: 'inner' }>;

/**
 * The gaps that the upstream tells of, as far as they concern the value that is selected: below it with their path in
 * it, at it or above it at the value itself.
 *
 * @param at - the value's place below the slot: of a list of keys `[i]`
 */
export function innerNotes(
  call: CallPlan,
  selected: (OriginPlan & { kind: 'call' })['selected'],
  outcome: CallOutcome & { kind: 'reply' },
  at: string,
): InnerNote[] {
  const reply = outcome.item?.reply ?? (outcome.value instanceof Uint8Array ? outcome.value : undefined);
  if (reply === undefined || (call.completeness.length === 0 && outcome.completeness === undefined)) return [];
  const { item } = outcome;
  const itemPath = item === undefined || call.batch === undefined ? '' : `${call.batch.itemsField.name}[${item.index}]`;
  return innerGaps(call, reply, outcome.completeness).flatMap((gap): InnerNote[] => {
    const inItem = below(gap, itemPath);
    const inValue = inItem === undefined || selected === undefined ? inItem : below(inItem, selected);
    if (inValue === undefined) return [];
    const path = selected === undefined ? '' : inValue.path;
    return [{ kind: 'inner', gap: { ...inValue, path: joinGapPath(at, path) } }];
  });
}

/** The gap relative to a value: at the value where it is at or above it; undefined where it concerns something else. */
function below(gap: Gap, path: string): Gap | undefined {
  if (path === '') return gap;
  if (gap.path === path || gap.path === '' || isInside(path, gap.path)) return { ...gap, path: '' };
  if (!isInside(gap.path, path)) return undefined;
  return { ...gap, path: gap.path.slice(path.length).replace(/^\./, '') };
}

function isInside(path: string, around: string): boolean {
  return path.startsWith(`${around}.`) || path.startsWith(`${around}[`);
}
