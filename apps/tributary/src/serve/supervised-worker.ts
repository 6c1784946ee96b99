import cluster, { type Worker } from 'node:cluster';
import { ProcessLink } from './process-link.ts';
import type { AskedOfSupervisor, AskedOfWorkers, MetricJson } from './worker-questions.ts';

/** How the start of a worker went. */
export type WorkerStart =
  | { readonly kind: 'serving'; readonly address: string }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'died'; readonly how: string };

/** What a worker has to say that nobody asked it. */
export interface WorkerNews {
  /** Entries with these tags are to be marked by the others; resolves to how many those were. */
  announced(tags: readonly string[]): Promise<number>;
  /** What it counted until it ended. */
  departing(counted: readonly MetricJson[]): void;
}

/** A process that serves, as its supervisor sees it. */
export class SupervisedWorker {
  readonly link: ProcessLink<AskedOfWorkers, AskedOfSupervisor>;
  /** Settled once: when calls may come, or when they never will. */
  readonly started: Promise<WorkerStart>;
  /** Settled when the process is gone; with how it went. */
  readonly ended: Promise<string>;
  readonly #worker: Worker;
  #ending: Promise<void> | undefined;

  constructor(news: WorkerNews) {
    const worker = cluster.fork();
    this.#worker = worker;
    this.link = new ProcessLink(worker);
    this.ended = new Promise((resolve) => {
      worker.once('exit', (status: number | null, signal: string | null) => {
        this.link.end();
        resolve(signal ?? `exit status ${status ?? 'unknown'}`);
      });
    });
    this.link.answer('announce', (tags) => news.announced(tags));
    this.link.answer('departing', (counted) => {
      news.departing(counted);
      return null;
    });
    this.started = new Promise((resolve) => {
      this.link.answer('serving', ({ address }) => {
        resolve({ kind: 'serving', address });
        return null;
      });
      this.link.answer('refused', ({ message }) => {
        resolve({ kind: 'refused', message });
        return null;
      });
      void this.ended.then((how) => resolve({ kind: 'died', how }));
    });
  }

  get pid(): number | undefined {
    return this.#worker.process.pid;
  }

  /** Tells it, once, to let its calls end, and to go. Whoever holds on longer than `limitMs` is killed. */
  end(limitMs: number): Promise<void> {
    this.#ending ??= this.#end(limitMs);
    return this.#ending;
  }

  async #end(limitMs: number): Promise<void> {
    this.#worker.process.kill('SIGTERM');
    const limit = setTimeout(() => this.#worker.process.kill('SIGKILL'), limitMs);
    await this.ended;
    clearTimeout(limit);
  }
}
