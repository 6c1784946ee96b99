const MOST_TAGS = 10_000;

/** Invalidations that could not be told to the other replicas yet. Bounded: too many tags become all of them. */
export class PendingInvalidations {
  readonly #tags = new Set<string>();
  #all = false;

  get empty(): boolean {
    return !this.#all && this.#tags.size === 0;
  }

  add(tags: readonly string[]): void {
    if (this.#all) return;
    for (const tag of tags) this.#tags.add(tag);
    if (this.#tags.size > MOST_TAGS) this.addAll();
  }

  /** Everything that has a tag. */
  addAll(): void {
    this.#all = true;
    this.#tags.clear();
  }

  /** What is pending; nothing is afterwards. */
  take(): { readonly kind: 'tags'; readonly tags: readonly string[] } | { readonly kind: 'all' } {
    const taken = this.#all ? ({ kind: 'all' } as const) : ({ kind: 'tags', tags: [...this.#tags] } as const);
    this.#tags.clear();
    this.#all = false;
    return taken;
  }
}
