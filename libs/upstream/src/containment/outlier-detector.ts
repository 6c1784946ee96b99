import { RollingCount } from './rolling-count.ts';

/** When one of several addresses is left out. Times are in milliseconds. */
export interface OutlierSettings {
  /** Calls that must fail at an address one after the other. */
  readonly consecutive: number;
  /** Or this share of its calls of the last ten seconds, over 0, at most 1. */
  readonly failures: number;
  /** Calls that must have ended in that time before a share says anything. */
  readonly minCalls: number;
  /** How long it is left out the first time; each time that follows soon adds as much. */
  readonly pauseMs: number;
  /** Longest time that it is left out. */
  readonly maxPauseMs: number;
  /** Most addresses that may be left out at once, as a share of all. */
  readonly maxEjected: number;
}

const WINDOW_MS = 10_000;
/** The others must fail less than half as often, or it is not the address that is ill. */
const RELATIVE = 0.5;

/** What is known of the calls at one address. It outlives connections. */
export class HostRecord {
  readonly calls = new RollingCount(WINDOW_MS);
  readonly failures = new RollingCount(WINDOW_MS);
  consecutive = 0;
  /** Left out until then; 0: it is not. */
  ejectedUntilMs = 0;
  /** Times that it was left out of late. */
  ejections = 0;
  /** Since when it takes part. */
  sinceMs = 0;
}

/**
 * Leaves out addresses at which calls fail and at others do not: after failures in a row, or for their share, for longer
 * each time, and never too many at once. As gRPC's A50 does, but by comparing with what the others do, which says
 * something of two or three addresses, too; its deviation from a mean can single out none of fewer than five.
 *
 * @see https://github.com/grpc/proposal/blob/master/A50-xds-outlier-detection.md
 */
export class OutlierDetector {
  readonly #settings: OutlierSettings;
  readonly #clock: () => number;
  readonly #random: () => number;
  #hosts: readonly HostRecord[] = [];
  #ejected = 0;
  #ejections = 0;

  /**
   * @param clock - epoch milliseconds
   * @param random - in [0, 1), spreads the times of return
   */
  constructor(settings: OutlierSettings, clock: () => number, random: () => number) {
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
  }

  /** How many addresses are left out now. */
  get ejected(): number {
    return this.#ejected;
  }

  /** How often one was. */
  get ejections(): number {
    return this.#ejections;
  }

  /** These are all addresses now. */
  use(hosts: readonly HostRecord[]): void {
    this.#hosts = hosts;
    this.#ejected = hosts.filter(({ ejectedUntilMs }) => ejectedUntilMs > 0).length;
  }

  /** Whether an address is left out now. Lets it in again where its time is over. */
  isEjected(host: HostRecord): boolean {
    if (host.ejectedUntilMs === 0) return false;
    const nowMs = this.#clock();
    if (nowMs < host.ejectedUntilMs) return true;
    host.ejectedUntilMs = 0;
    host.sinceMs = nowMs;
    this.#ejected--;
    return false;
  }

  /** A call at an address has ended. */
  ended(host: HostRecord, well: boolean): void {
    if (this.#hosts.length < 2) return;
    const nowMs = this.#clock();
    host.calls.add(nowMs);
    if (well) {
      host.consecutive = 0;
      return;
    }
    host.failures.add(nowMs);
    host.consecutive++;
    // Calls that were under way when it was left out.
    if (host.ejectedUntilMs > 0) return;
    if (this.#looksIll(host, nowMs) && this.#othersAreBetter(host, nowMs) && this.#mayEjectOneMore()) {
      this.#eject(host, nowMs);
    }
  }

  #looksIll(host: HostRecord, nowMs: number): boolean {
    const { consecutive, failures, minCalls } = this.#settings;
    if (host.consecutive >= consecutive) return true;
    const calls = host.calls.total(nowMs);
    return calls >= minCalls && host.failures.total(nowMs) >= calls * failures;
  }

  #othersAreBetter(host: HostRecord, nowMs: number): boolean {
    let calls = 0;
    let failures = 0;
    for (const other of this.#hosts) {
      if (other === host || other.ejectedUntilMs > 0) continue;
      calls += other.calls.total(nowMs);
      failures += other.failures.total(nowMs);
    }
    if (calls < this.#settings.consecutive) return false;
    const own = host.failures.total(nowMs) / host.calls.total(nowMs);
    const rest = failures / calls;
    // What fails in a row fails altogether, whatever the seconds before say.
    return rest < RELATIVE * (host.consecutive >= this.#settings.consecutive ? 1 : own);
  }

  #mayEjectOneMore(): boolean {
    return this.#ejected + 1 <= this.#hosts.length * this.#settings.maxEjected;
  }

  #eject(host: HostRecord, nowMs: number): void {
    const { pauseMs, maxPauseMs } = this.#settings;
    // Each time that it was well for as long as a pause takes one off again.
    if (host.sinceMs > 0) {
      host.ejections = Math.max(0, host.ejections - Math.floor((nowMs - host.sinceMs) / pauseMs));
    }
    host.ejections++;
    const spread = 0.9 + 0.2 * this.#random();
    host.ejectedUntilMs = nowMs + Math.min(pauseMs * host.ejections, maxPauseMs) * spread;
    host.consecutive = 0;
    host.calls.clear();
    host.failures.clear();
    this.#ejected++;
    this.#ejections++;
  }
}
