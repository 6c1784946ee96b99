import type { Reference } from '../composition.ts';

/** The request. */
export const requestReference: Reference = { kind: 'request' };
/** A call's reply, or item. */
export const responseReference: Reference = { kind: 'response' };
/** `error.code`. */
export const errorCodeReference: Reference = { kind: 'error-code' };
/** `error.message`. */
export const errorMessageReference: Reference = { kind: 'error-message' };

const slots = new Map<string, Reference>();

/** The reference to a slot: always the same one for the same slot, so that references can be compared. */
export function slotReference(up: number | 'root', slot: number): Reference {
  const key = `${up} ${slot}`;
  let reference = slots.get(key);
  if (reference === undefined) {
    reference = { kind: 'slot', up, slot };
    slots.set(key, reference);
  }
  return reference;
}
