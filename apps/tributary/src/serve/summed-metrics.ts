import { AggregatorRegistry, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { MetricJson } from './worker-questions.ts';

/** What only ever grows, and so goes on counting when a process is gone. */
const growing: ReadonlySet<unknown> = new Set(['counter', 'histogram']);

/**
 * The metrics of all workers, summed, with those of the supervisor. What ended workers have counted stays in the sums, or
 * each restart would look like requests that never were.
 */
export class SummedMetrics {
  readonly #workers: () => Promise<readonly (readonly MetricJson[])[]>;
  readonly #own = new Registry();
  #departed: Promise<readonly MetricJson[]> = Promise.resolve([]);

  constructor(workers: () => Promise<readonly (readonly MetricJson[])[]>) {
    this.#workers = workers;
    collectDefaultMetrics({ register: this.#own });
  }

  /** Adds how many workers serve. */
  collectWorkers(serving: () => number): void {
    new Gauge({
      name: 'tributary_workers',
      help: 'Processes that serve.',
      registers: [this.#own],
      collect() {
        this.set(serving());
      },
    });
  }

  /** Keeps what a worker counted until it ended. */
  departed(counted: readonly MetricJson[]): void {
    const lasting = counted.filter((metric) => 'type' in metric && growing.has(metric.type));
    this.#departed = this.#departed.then((before) =>
      AggregatorRegistry.aggregate([[...before], lasting]).getMetricsAsJSON(),
    );
  }

  /** In Prometheus' text format. */
  async text(): Promise<{ readonly text: string; readonly contentType: string }> {
    const own = await this.#own.getMetricsAsJSON();
    const all = [own, await this.#departed, ...(await this.#workers())];
    const sum = AggregatorRegistry.aggregate(all.map((metrics) => [...metrics]));
    return { text: await sum.metrics(), contentType: sum.contentType };
  }
}
