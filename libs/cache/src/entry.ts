/** A whole answer, or with `degraded` one that has gaps. */
export interface ValueEntry {
  readonly kind: 'value';
  /** The cache's own bytes: whoever gets them reads them only. */
  readonly bytes: Uint8Array;
  readonly degraded: boolean;
}

/** A remembered NOT_FOUND. */
export interface NotFoundEntry {
  readonly kind: 'not-found';
  /** Whatever the caller needs to give the same failure again; the cache does not look into it. */
  readonly bytes: Uint8Array;
}

/** What is kept under a key. */
export type Entry = ValueEntry | NotFoundEntry;

/** True where the entry is the value in full: only such an entry may be used after its time to live. */
export function isWhole(entry: Entry): boolean {
  return entry.kind === 'value' && !entry.degraded;
}
