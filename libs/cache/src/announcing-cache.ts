import { Cache, type CacheOptions } from './cache.ts';

/**
 * The other replicas of one that shares no tier with them, as the workers of one server: all that they have to tell each
 * other is what is invalidated.
 */
export interface Siblings {
  /**
   * Tells all others.
   *
   * @param done - Called once, when all have marked their entries, or are known to be gone; with how many they marked.
   */
  announce(tags: readonly string[], done: (marked: number) => void): void;
  /** Who is told of what others announce; one at a time. It returns how many entries it marked. */
  listen(heard: (tags: readonly string[]) => number): void;
}

/** A memory tier whose invalidations reach its siblings before they are done, and theirs it. */
export class AnnouncingCache extends Cache {
  readonly #siblings: Siblings;

  constructor(options: CacheOptions, siblings: Siblings) {
    super(options);
    this.#siblings = siblings;
    siblings.listen((tags) => this.invalidate(tags));
  }

  /** {@inheritDoc ByteCache.invalidateEverywhere} */
  override invalidateEverywhere(tags: readonly string[], done: (marked: number) => void): void {
    const marked = this.invalidate(tags);
    if (tags.length === 0) done(marked);
    else this.#siblings.announce(tags, (elsewhere) => done(marked + elsewhere));
  }
}
