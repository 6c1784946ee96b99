import type { CacheOutcome, EngineObserver } from '@tributary/engine';

/** What was counted for one method: what the cache did for each asker, and what it refused to keep. */
export interface MethodFigures {
  /** Merged answers of a composite method, or replies of an upstream method. */
  readonly kind: 'answer' | 'reply';
  /** As "package.Service/Method". */
  readonly method: string;
  readonly counts: Readonly<Record<CacheOutcome | 'refused', number>>;
}

type Counts = Record<CacheOutcome | 'refused', number>;

/** Counts what caches do, for metrics and for those who administer them. */
export class CacheFigures implements EngineObserver {
  readonly #counts = { answer: new Map<string, Counts>(), reply: new Map<string, Counts>() };

  /** All methods that something was counted for, as they came. */
  all(): readonly MethodFigures[] {
    return (['answer', 'reply'] as const).flatMap((kind) =>
      [...this.#counts[kind]].map(([method, counts]) => ({ kind, method, counts })),
    );
  }

  requestEnded({ path, cache }: Parameters<NonNullable<EngineObserver['requestEnded']>>[0]): void {
    if (cache !== undefined) this.#count('answer', path.slice(1), cache);
  }

  callCache({ call, outcome }: Parameters<NonNullable<EngineObserver['callCache']>>[0]): void {
    this.#count('reply', call, outcome);
  }

  cacheRefused({ kind, method }: Parameters<NonNullable<EngineObserver['cacheRefused']>>[0]): void {
    this.#count(kind, method, 'refused');
  }

  #count(kind: MethodFigures['kind'], method: string, what: keyof Counts): void {
    let counts = this.#counts[kind].get(method);
    if (counts === undefined) {
      counts = { hit: 0, negative: 0, miss: 0, collapsed: 0, stale: 0, refused: 0 };
      this.#counts[kind].set(method, counts);
    }
    counts[what]++;
  }
}
