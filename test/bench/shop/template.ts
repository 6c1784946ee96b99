/**
 * Bytes with marks in them, to be filled in with digits: a message of fixed length is made for any key by copying it and
 * writing a few bytes, so that whoever makes it costs next to nothing.
 */

/** Stands for the seven digits of a key. */
export const keyMark = '#######';
/** Stands for the last four digits of a list's key, in the keys of its elements. */
export const listMark = '####';

/** A message with places for digits. */
export interface Template {
  readonly bytes: Buffer;
  /** Where marks stood. */
  readonly places: readonly number[];
}

/** Finds the marks in a message. */
export function templateOf(bytes: Buffer, mark: string): Template {
  const places: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length)) places.push(at);
  return { bytes, places };
}

/**
 * Fills the marks in.
 *
 * @param target - gets the message, from `start` on
 * @param digits - ASCII digits, of which those from `from` up to `to` are written
 */
export function fillIn(
  target: Buffer,
  start: number,
  template: Template,
  digits: Uint8Array,
  from: number,
  to: number,
): void {
  const { bytes, places } = template;
  bytes.copy(target, start);
  for (const place of places) {
    for (let index = from; index < to; index++) target[start + place + index - from] = digits[index] ?? 0;
  }
}

/** The text of seven digits. */
export function digitsOf(key: number): string {
  return String(key % 10_000_000).padStart(7, '0');
}
