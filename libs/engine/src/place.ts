/**
 * Where something stands in the answer: of each message around it the slot and the element, outermost first. Compared
 * number by number, places come in the order of fields as written, lets before the fields of their message.
 */
export type Place = readonly number[];

/** Below 0 where the first place comes before the second. */
export function comparePlaces(a: Place, b: Place): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
