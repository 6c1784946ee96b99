/** What the refreshes of one entry leave behind. */
export interface Refreshable {
  /** Which entry it is: no two that were stored have the same. */
  readonly birth: number;
  /** How many failed in a row. */
  failures: number;
  /** Not before this time again. */
  retryAtMs: number;
}

/** How long to leave a source alone that fails. */
export interface BackOff {
  /** After the second failure in a row; doubled with each one more. After the first one it may be tried again at once. */
  readonly firstMs: number;
  /** The most; 0: no back-off, so that everybody may always ask. */
  readonly maxMs: number;
}

/**
 * A refresh that has not ended by then is taken for forgotten (its asker left, and nobody said so): rather two at a time
 * than never one again.
 */
const FORGOTTEN_AFTER_MS = 60_000;

interface Refreshing {
  /** When the latest of them began. */
  readonly begunAtMs: number;
  /** What the latest of them is to replace. */
  readonly birth: number;
  /** How many were handed out and have not ended. */
  open: number;
  /** How many of those count for nothing when they end: they began before a failure that has been counted. */
  spent: number;
}

/** Who may refresh which key when. */
export class Refreshes {
  readonly #backOff: BackOff;
  readonly #refreshing = new Map<string, Refreshing>();

  constructor(backOff: BackOff) {
    this.#backOff = backOff;
  }

  /** Keys that are being refreshed. */
  get size(): number {
    return this.#refreshing.size;
  }

  /** Whether this asker shall refresh behind its answer: one at a time, and none while backing off. */
  beginBehind(key: string, record: Refreshable, nowMs: number): boolean {
    if (this.#isRefreshing(key, nowMs) || this.#backsOff(record, nowMs)) return false;
    this.#begin(key, record, nowMs);
    return true;
  }

  /**
   * Whether this asker shall ask before it uses the old value: everybody, until it has failed; from then on one at a time,
   * after each back-off.
   */
  beginFirst(key: string, record: Refreshable, nowMs: number): boolean {
    const refreshing = this.#isRefreshing(key, nowMs);
    const hasFailed = record.failures > 0 && this.#backOff.maxMs > 0;
    if (hasFailed && (refreshing || this.#backsOff(record, nowMs))) return false;
    this.#begin(key, record, nowMs);
    return true;
  }

  /**
   * One of a key's refreshes is over.
   *
   * @param failedFor - Where it failed, what is there now; it counts where that is what it was to replace.
   */
  ended(key: string, failedFor: Refreshable | undefined, nowMs: number): void {
    const refreshing = this.#refreshing.get(key);
    if (refreshing === undefined) return;
    refreshing.open--;
    if (refreshing.open === 0) this.#refreshing.delete(key);
    if (refreshing.spent > 0) {
      refreshing.spent--;
    } else if (failedFor !== undefined && failedFor.birth === refreshing.birth) {
      this.#failed(failedFor, nowMs);
      refreshing.spent = refreshing.open;
    }
  }

  #isRefreshing(key: string, nowMs: number): boolean {
    this.#dropForgotten(nowMs);
    return this.#refreshing.has(key);
  }

  #begin(key: string, record: Refreshable, nowMs: number): void {
    const { open, spent } = this.#refreshing.get(key) ?? { open: 0, spent: 0 };
    // Deleted first, so that the map stays in the order of the latest beginnings.
    this.#refreshing.delete(key);
    this.#refreshing.set(key, { birth: record.birth, begunAtMs: nowMs, open: open + 1, spent });
  }

  #dropForgotten(nowMs: number): void {
    for (const [key, { begunAtMs }] of this.#refreshing) {
      if (nowMs - begunAtMs < FORGOTTEN_AFTER_MS) return;
      this.#refreshing.delete(key);
    }
  }

  #backsOff(record: Refreshable, nowMs: number): boolean {
    return nowMs < record.retryAtMs;
  }

  #failed(record: Refreshable, nowMs: number): void {
    record.failures++;
    const { firstMs, maxMs } = this.#backOff;
    if (maxMs <= 0) return;
    const pauseMs = record.failures === 1 ? 0 : Math.min(maxMs, firstMs * 2 ** (record.failures - 2));
    record.retryAtMs = nowMs + pauseMs;
  }
}
