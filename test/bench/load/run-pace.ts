import type { Outcome, Pace } from './load.ts';
import type { Done } from './sender.ts';

/** How long answers may take after the last request was sent. */
const graceMs = 1000;

/** Sends requests at a pace, and tells what came of them. */
export async function runPace(pace: Pace, send: (done: Done) => void): Promise<Outcome> {
  const tally = new Tally(send);
  const open =
    pace.kind === 'fixed'
      ? await sendAtRate(tally, pace.ratePerSecond, pace.durationMs)
      : await sendWhenAnswered(tally, pace);
  return tally.outcome(open);
}

/** Counts what became of requests, and how long they took. */
class Tally {
  readonly #send: (done: Done) => void;
  readonly #startedMs = performance.now();
  readonly #latenciesMs: number[] = [];
  #lastMs = this.#startedMs;
  #failed = 0;
  #firstFailure: string | undefined;

  constructor(send: (done: Done) => void) {
    this.#send = send;
  }

  request(ended: () => void): void {
    const sentMs = performance.now();
    this.#send((failure) => {
      this.#lastMs = performance.now();
      if (failure === undefined) {
        this.#latenciesMs.push(this.#lastMs - sentMs);
      } else {
        this.#failed += 1;
        this.#firstFailure ??= failure;
      }
      ended();
    });
  }

  outcome(unanswered: number): Outcome {
    const sorted = Float64Array.from(this.#latenciesMs).sort();
    const quantile = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return {
      answered: sorted.length,
      failed: this.#failed,
      unanswered,
      firstFailure: this.#firstFailure,
      elapsedMs: this.#lastMs - this.#startedMs,
      p50Ms: quantile(0.5),
      p99Ms: quantile(0.99),
    };
  }
}

/** Keeps so many requests open. */
async function sendWhenAnswered(tally: Tally, pace: Exclude<Pace, { readonly kind: 'fixed' }>): Promise<number> {
  let open = 0;
  let left = pace.kind === 'counted' ? pace.count : Infinity;
  return await new Promise<number>((resolve) => {
    const settled = (): void => {
      if (left === 0 && open === 0) resolve(0);
    };
    const next = (): void => {
      if (left === 0) return;
      left -= 1;
      open += 1;
      tally.request(() => {
        open -= 1;
        next();
        settled();
      });
    };
    for (let index = 0; index < pace.concurrency; index++) next();
    const limitMs = pace.kind === 'counted' ? pace.limitMs : pace.durationMs;
    setTimeout(() => {
      left = 0;
      settled();
      setTimeout(() => resolve(open), graceMs).unref();
    }, limitMs).unref();
  });
}

/** Sends at fixed times. A timer that is late sends all that is due: the rate holds, whatever the answers do. */
async function sendAtRate(tally: Tally, ratePerSecond: number, durationMs: number): Promise<number> {
  const count = Math.max(1, Math.round((ratePerSecond * durationMs) / 1000));
  const startedMs = performance.now();
  let sent = 0;
  let open = 0;
  return await new Promise<number>((resolve) => {
    const tick = (): void => {
      while (sent < count && performance.now() - startedMs >= (sent * 1000) / ratePerSecond) {
        sent += 1;
        open += 1;
        tally.request(() => {
          open -= 1;
          if (sent === count && open === 0) resolve(0);
        });
      }
      if (sent === count) setTimeout(() => resolve(open), graceMs);
      else setTimeout(tick, (sent * 1000) / ratePerSecond - (performance.now() - startedMs));
    };
    tick();
  });
}
