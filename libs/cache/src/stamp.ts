/** A moment in the order of the invalidations that a memory tier was told of; not a time. Later ones are larger. */
export type Moment = number;

/** The moment before a value is asked for. Opaque to callers, and only good for the cache it came from. */
export interface Stamp {
  readonly moment: Moment;
  /** The same by the shared tier's count, where there is one. */
  readonly sharedMoment: number | undefined;
}
