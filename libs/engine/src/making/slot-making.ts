import type { MessagePlan, Production } from '@tributary/plan';
import type { MaskTree, RawValue } from '@tributary/wire';
import { expressionFailed, type Failure } from '../failure/failure.ts';
import { Frame, type FrameEnd, type FrameMasks } from './frame.ts';
import { insideOf, isOutside } from './masks.ts';
import type { SlotRun } from './slot-run.ts';

/** As deep as messages may nest that come from upstreams: clients read no deeper ones. */
const maxDepth = 100;

const all: MaskTree = { kind: 'all' };
const nothing: MaskTree = { kind: 'fields', fields: new Map() };

/** Makes a message for a slot. */
export function makeMessage(run: SlotRun, plan: MessagePlan, source: RawValue | undefined): void {
  if (isTooDeep(run)) return;
  const child = childOf(run, plan, source, -1, insideRun(run, plan, false), (end) => {
    if (run.stopped) return;
    if (end.kind === 'made') run.succeed({ kind: 'message', frame: child });
    else if (end.kind === 'failed') run.fail(end.failure);
    else settleAsNone(run, child);
  });
  child.start();
}

/** Of a message that is none the gap of its source is told all the same. */
function settleAsNone(run: SlotRun, child: Frame): void {
  const source = child.slots[child.plan.sourceSlot];
  if (source?.status === 'failed' && source.failure !== undefined) {
    run.state.tolerated = true;
    run.settleFailed(source.failure);
  } else {
    run.notes.push(...(source?.notes ?? []));
    run.settle('none');
  }
}

/** Makes the elements of a list: side by side, and kept in their order. */
export function makeElements(run: SlotRun, elements: readonly Production[]): void {
  const raws: (RawValue | undefined)[] = elements.map(() => undefined);
  const frames: (Frame | undefined)[] = elements.map(() => undefined);
  const starting: Frame[] = [];
  const composed = elements.find((element) => element.kind === 'compose');
  if (composed !== undefined && isTooDeep(run)) return;
  const counts = run.currentWork();
  const inside = insideRun(run, composed?.message, true);
  let pending = 1;
  const finish = (): void => {
    if (--pending > 0 || !counts()) return;
    run.succeed(
      composed !== undefined
        ? { kind: 'messages', frames: frames.filter((frame) => frame !== undefined) }
        : { kind: 'raw', value: raws.filter((value) => value !== undefined) },
    );
  };
  elements.forEach((element, index) => {
    if (!counts()) return;
    switch (element.kind) {
      case 'raw':
        raws[index] = element.value;
        return;
      case 'compose': {
        pending++;
        const child = childOf(run, element.message, element.source, index, inside, (end) => {
          if (!counts()) return;
          if (end.kind === 'made') frames[index] = child;
          else if (end.kind === 'failed') drop(run, index, end.failure);
          finish();
        });
        starting.push(child);
        return;
      }
      case 'failed': {
        const path = `${run.frame.pathOf(run.slot)}[${index}]`;
        run.frame.execution.expressionFailed(path, element.message);
        drop(run, index, { ...expressionFailed(), path });
        return;
      }
      case 'none':
      case 'list':
    }
  });
  for (const child of starting) {
    if (!counts()) return;
    child.start();
  }
  finish();
}

/** Nobody gets around this: whatever stood in for it would have to be made as often as there are branches. */
function isTooDeep({ frame, slot }: SlotRun): boolean {
  if (frame.depth < maxDepth) return false;
  frame.execution.nestsTooDeep(frame.pathOf(slot), maxDepth);
  return true;
}

/** An element failed: it is left out, or the list fails with it. */
function drop(run: SlotRun, index: number, failure: Failure): void {
  if (run.slot.treatment.optionalElements) run.notes.push({ kind: 'dropped', index, failure });
  else run.fail(failure);
}

/** What messages of a slot are made under: the same for all elements of a list. */
interface Inside {
  readonly essential: boolean;
  readonly masks: FrameMasks;
}

function insideRun(run: SlotRun, plan: MessagePlan | undefined, isElement: boolean): Inside {
  const { frame, slot } = run;
  const { read } = frame.masks;
  const outside = isOutside(frame.masks.evaluated, slot);
  const masks = {
    // What others read by name is made whole, whatever is written of it. What is outside the mask and read by nobody is
    // made for the side effects inside it, and has nothing else evaluated.
    evaluated: read?.has(slot) === true ? all : outside ? nothing : insideOf(frame.masks.evaluated, slot),
    written: insideOf(frame.masks.written, slot),
    read: plan === undefined ? undefined : read?.inside(slot, plan),
  };
  return { essential: run.essential && !(isElement && slot.treatment.optionalElements), masks };
}

function childOf(
  { frame, slot }: SlotRun,
  plan: MessagePlan,
  source: RawValue | undefined,
  element: number,
  { essential, masks }: Inside,
  ended: (end: FrameEnd) => void,
): Frame {
  const position = { parent: frame, holder: slot, element };
  const child = new Frame(frame.execution, plan, position, source, essential, masks, ended);
  frame.addChild(child);
  return child;
}
