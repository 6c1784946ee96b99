import { setTimeout as delay } from 'node:timers/promises';
import {
  type Administration,
  type CacheReport,
  summedCacheReport,
  summedUsageReport,
  type UsageReport,
} from '@tributary/nestjs';
import type { Logger } from 'pino';
import { SummedMetrics } from './summed-metrics.ts';
import { SupervisedWorker, type WorkerStart } from './supervised-worker.ts';
import type { AskedOfWorkers } from './worker-questions.ts';

/** What a {@link Supervisor} is made of. */
export interface SupervisorOptions {
  /** How many processes serve. At least 1. */
  readonly workers: number;
  /** A worker that was told to end is gone this long after, whatever it does. */
  readonly endMs: number;
  readonly log: Logger;
}

/** Workers answer at once, or are stuck and count as gone. */
const workerMs = 1000;
/** Between the death of a worker and its successor: the first time, and at most. */
const respawn = { firstMs: 100, maxMs: 5000 };
/** A worker that served so long did not die of its start. */
const settledMs = 10_000;

/**
 * Keeps a number of workers serving on one address: those that die are replaced, with a back-off, and all of them one by
 * one where that is asked for. A new one serves before an old one is told to go.
 */
export class Supervisor implements Administration {
  readonly #options: SupervisorOptions;
  /** Those that serve. */
  readonly #workers = new Set<SupervisedWorker>();
  /** All that live: also those that are starting, or were told to end. */
  readonly #living = new Set<SupervisedWorker>();
  readonly #stop = new AbortController();
  readonly metrics = new SummedMetrics(() => this.#askAll('metrics', null));
  #restarting: Promise<void> | undefined;
  #respawnMs = respawn.firstMs;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.metrics.collectWorkers(() => this.#workers.size);
  }

  /** Starts all workers; the first one alone, so that what is wrong is told once. */
  async start(): Promise<WorkerStart> {
    const first = await this.#spawn();
    if (first.kind !== 'serving') return first;
    const others = Array.from({ length: this.#options.workers - 1 }, () => this.#spawn());
    return (await Promise.all(others)).find(({ kind }) => kind !== 'serving') ?? first;
  }

  /** What `/readyz` tells: ready as soon as one worker is. */
  async readiness(): Promise<{ readonly ready: boolean; readonly workers: readonly unknown[] }> {
    const workers = await this.#askAll('readiness', null);
    const serving = !this.#isClosed() && workers.some(({ ready }) => ready);
    return { ready: serving, workers };
  }

  /** {@inheritDoc Administration.invalidate} By one of the workers, which sees to the others. */
  async invalidate(tags: readonly string[]): Promise<number> {
    const [worker] = this.#workers;
    if (worker === undefined) throw new Error('no worker serves');
    return worker.link.ask('invalidate', tags, workerMs);
  }

  async cacheReport(): Promise<CacheReport> {
    return summedCacheReport(...atLeastOne(await this.#askAll('cacheReport', null)));
  }

  async usageReport(): Promise<UsageReport> {
    return summedUsageReport(...atLeastOne(await this.#askAll('usageReport', null)));
  }

  /**
   * Replaces the workers one by one, by new ones that read everything anew. Where the first new one cannot start, the old
   * ones stay. Asked again while it is under way, it is the same one.
   */
  restart(): Promise<void> {
    this.#restarting ??= this.#replaceAll().finally(() => {
      this.#restarting = undefined;
    });
    return this.#restarting;
  }

  /** Ends all workers, once their calls have ended; those that are starting, too. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#living].map((worker) => worker.end(this.#options.endMs)));
  }

  #isClosed(): boolean {
    return this.#stop.signal.aborted;
  }

  async #spawn(): Promise<WorkerStart> {
    const { log } = this.#options;
    const worker: SupervisedWorker = new SupervisedWorker({
      announced: async (tags) => {
        const marked = await this.#askAll('invalidated', tags, worker);
        return marked.reduce((sum, one) => sum + one, 0);
      },
      departing: (counted) => this.metrics.departed(counted),
    });
    this.#living.add(worker);
    void worker.ended.then(() => this.#living.delete(worker));
    const started = await worker.started;
    if (started.kind !== 'serving') return started;
    this.#workers.add(worker);
    const settled = setTimeout(() => {
      this.#respawnMs = respawn.firstMs;
    }, settledMs).unref();
    void worker.ended.then((how) => {
      clearTimeout(settled);
      const expected = !this.#workers.delete(worker) || this.#isClosed();
      if (expected) return;
      log.error({ worker: worker.pid, how }, 'a worker died');
      void this.#replaceDead();
    });
    return started;
  }

  /** Starts one in place of one that died, as often as it takes. */
  async #replaceDead(): Promise<void> {
    const { log } = this.#options;
    const { signal } = this.#stop;
    for (;;) {
      const waitMs = this.#respawnMs;
      this.#respawnMs = Math.min(2 * waitMs, respawn.maxMs);
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (this.#isClosed()) return;
      const started = await this.#spawn();
      if (started.kind === 'serving' || this.#isClosed()) return;
      log.error({ cause: reasonOf(started) }, 'a worker could not start');
    }
  }

  async #replaceAll(): Promise<void> {
    const { endMs, log } = this.#options;
    const old = [...this.#workers];
    log.info({ workers: old.length }, 'restarting the workers');
    for (const worker of old) {
      if (this.#isClosed()) return;
      const started = await this.#spawn();
      if (this.#isClosed()) return;
      if (started.kind !== 'serving') {
        log.error({ cause: reasonOf(started) }, 'a new worker could not start: the old ones go on');
        return;
      }
      // One that died meanwhile has its successor.
      if (!this.#workers.delete(worker)) continue;
      await worker.end(endMs);
    }
    log.info('the workers are restarted');
  }

  /** What each worker answers; those that do not answer have no say. */
  async #askAll<Name extends keyof AskedOfWorkers>(
    name: Name,
    ask: AskedOfWorkers[Name]['ask'],
    except?: SupervisedWorker,
  ): Promise<AskedOfWorkers[Name]['answer'][]> {
    const asked = [...this.#workers].filter((worker) => worker !== except);
    const settled = await Promise.allSettled(asked.map(({ link }) => link.ask(name, ask, workerMs)));
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }
}

function atLeastOne<T>([first, ...others]: readonly T[]): readonly [T, ...T[]] {
  if (first === undefined) throw new Error('no worker answers');
  return [first, ...others];
}

function reasonOf(start: Exclude<WorkerStart, { kind: 'serving' }>): string {
  return start.kind === 'refused' ? start.message : start.how;
}
