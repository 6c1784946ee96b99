import { readByName, type MethodPlan, type ReadSlots, type SlotPlan } from '@tributary/plan';
import type { MaskTree, MessageShape } from '@tributary/wire';

const all: MaskTree = { kind: 'all' };

/** The mask of what is inside a slot. */
export function insideOf(mask: MaskTree, slot: SlotPlan): MaskTree {
  if (mask.kind === 'all' || slot.kind !== 'field') return all;
  return mask.fields.get(slot.field.number) ?? all;
}

const readSets = new WeakMap<MaskTree, ReadSlots>();

/**
 * The slots that are needed whole under a mask of the response; undefined: all are. A part of a mask belongs to one
 * method.
 */
export function slotsRead({ root }: MethodPlan, mask: MaskTree): ReadSlots | undefined {
  if (mask.kind === 'all') return undefined;
  let read = readSets.get(mask);
  if (read === undefined) readSets.set(mask, (read = readByName(root, mask)));
  return read;
}

/** Whether a mask has nothing of a slot. */
export function isOutside(mask: MaskTree, slot: SlotPlan): boolean {
  return mask.kind === 'fields' && slot.kind === 'field' && !mask.fields.has(slot.field.number);
}

/** Whether a mask has anything of what is at a path, as gaps have it: `[2].price.amount`. */
export function isInMask(mask: MaskTree, shape: MessageShape | undefined, path: string): boolean {
  let inside: MaskTree | undefined = mask;
  let message = shape;
  for (const name of path.replace(/\[[^\]]*\]/g, '').split('.')) {
    if (inside === undefined) return false;
    const field = name === '' ? undefined : message?.byName(name);
    // What is no field of it is a field of what it was made from.
    if (inside.kind === 'all' || field === undefined) return true;
    inside = inside.fields.get(field.number);
    message = field.message;
  }
  return inside !== undefined;
}
