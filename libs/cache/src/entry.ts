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

/** In the order of the numbers that stand for them in memory and on the way to other replicas. */
export const ENTRY_KINDS = ['whole', 'degraded', 'not-found'] as const;

/** What an entry is. Only a whole value may be used after its time to live. */
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What an entry is. */
export function kindOf(entry: Entry): EntryKind {
  if (entry.kind === 'not-found') return 'not-found';
  return entry.degraded ? 'degraded' : 'whole';
}

/** The entry that is that, with these bytes. */
export function entryOf(kind: EntryKind, bytes: Uint8Array): Entry {
  if (kind === 'not-found') return { kind: 'not-found', bytes };
  return { kind: 'value', bytes, degraded: kind === 'degraded' };
}
