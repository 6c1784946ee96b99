/** What is missing from an answer. */

/** A `tributary.v1.GapReason`, as far as it can happen without time. */
export const gapReason = { FAILED: 1, FALLBACK: 3, DROPPED: 5 } as const;

/** A `tributary.v1.Gap`. */
export interface Gap {
  readonly path: string;
  readonly reason: number;
  readonly code: number;
  readonly call: string;
  /**
   * It is told only if there was time to learn of it: of a name that nothing has to wait for once what reads it has failed
   * for another reason.
   */
  readonly uncertain?: true;
}

/** A path and what is below it. */
export function joinPath(path: string, below: string): string {
  if (path === '') return below;
  return below === '' || below.startsWith('[') ? path + below : `${path}.${below}`;
}
