/** What the refreshes of one entry leave behind. */
export interface Refreshable {
  /** How many failed in a row. */
  failures: number;
  /** Not before this time again. */
  retryAtMs: number;
}

/** How long to leave a source alone that fails. */
export interface BackOff {
  /** After the second failure in a row; doubled with each one more. One failure alone is no outage. */
  readonly firstMs: number;
  /** The most; 0: no back-off, so that everybody may always ask. */
  readonly maxMs: number;
}

interface Refreshing {
  /** What the latest of them is to replace. */
  record: Refreshable;
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
    if (this.#refreshing.has(key) || this.#backsOff(record, nowMs)) return false;
    this.#begin(key, record);
    return true;
  }

  /**
   * Whether this asker shall ask before it uses the old value: everybody, until it has failed so often that backing off
   * began; from then on one after each back-off.
   */
  beginFirst(key: string, record: Refreshable, nowMs: number): boolean {
    if (record.retryAtMs > 0 && (this.#refreshing.has(key) || this.#backsOff(record, nowMs))) return false;
    this.#begin(key, record);
    return true;
  }

  /** One of a key's refreshes is over. It failed if what it was to replace is still there: `current`. */
  ended(key: string, current: Refreshable | undefined, nowMs: number): void {
    const refreshing = this.#refreshing.get(key);
    if (refreshing === undefined) return;
    refreshing.open--;
    if (refreshing.open === 0) this.#refreshing.delete(key);
    if (refreshing.spent > 0) {
      refreshing.spent--;
    } else if (current === refreshing.record) {
      this.#failed(current, nowMs);
      refreshing.spent = refreshing.open;
    }
  }

  #begin(key: string, record: Refreshable): void {
    const refreshing = this.#refreshing.get(key);
    if (refreshing === undefined) {
      this.#refreshing.set(key, { record, open: 1, spent: 0 });
    } else {
      refreshing.open++;
      refreshing.record = record;
    }
  }

  #backsOff(record: Refreshable, nowMs: number): boolean {
    return nowMs < record.retryAtMs;
  }

  #failed(record: Refreshable, nowMs: number): void {
    record.failures++;
    const { firstMs, maxMs } = this.#backOff;
    if (record.failures < 2 || maxMs <= 0) return;
    record.retryAtMs = nowMs + Math.min(maxMs, firstMs * 2 ** (record.failures - 2));
  }
}
