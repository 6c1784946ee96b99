import { Counter, Histogram, type MetricValueWithName, type Registry } from 'prom-client';

/** How a {@link TimedOutcomes} is called, and what it tells apart. */
export interface TimedOutcomesOptions {
  readonly counter: { readonly name: string; readonly help: string };
  readonly histogram: { readonly name: string; readonly help: string };
  /** The label that says what ended. */
  readonly subject: string;
  /** Upper bounds in seconds, rising. */
  readonly buckets: readonly number[];
  /** A status code by its name. */
  readonly codeName: (code: number) => string;
  readonly registry: Registry;
}

/** What was counted of one subject. */
interface Tally {
  readonly byCode: Map<number, number>;
  /** By bucket; the last one is for what is above all bounds. */
  readonly byBucket: Float64Array;
  seconds: number;
}

/**
 * Counts how things end, and how long they took, as a counter with the label `code` and a histogram.
 *
 * prom-client looks a metric up by its labels each time that it is told something, which costs more than all else that is
 * told of a request; so the figures are kept here, and it hears of them when somebody asks.
 */
export class TimedOutcomes {
  readonly #buckets: readonly number[];
  readonly #tallies = new Map<string, Tally>();

  constructor({ counter, histogram, subject, buckets, codeName, registry }: TimedOutcomesOptions) {
    this.#buckets = buckets;
    const tallies = this.#tallies;
    new Counter({
      ...counter,
      labelNames: [subject, 'code'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [name, { byCode }] of tallies) {
          for (const [code, count] of byCode) this.inc({ [subject]: name, code: codeName(code) }, count);
        }
      },
    });
    registry.registerMetric(new MadeUpHistogram(histogram, () => this.#histogramValues(subject, histogram.name)));
  }

  /** Something has ended. */
  ended(name: string, code: number, durationMs: number): void {
    let tally = this.#tallies.get(name);
    if (tally === undefined) {
      tally = { byCode: new Map(), byBucket: new Float64Array(this.#buckets.length + 1), seconds: 0 };
      this.#tallies.set(name, tally);
    }
    const seconds = durationMs / 1000;
    tally.byCode.set(code, (tally.byCode.get(code) ?? 0) + 1);
    tally.seconds += seconds;
    let bucket = 0;
    while (seconds > (this.#buckets[bucket] ?? Infinity)) bucket++;
    tally.byBucket[bucket] = (tally.byBucket[bucket] ?? 0) + 1;
  }
  #histogramValues(subject: string, name: string): HistogramValue[] {
    return [...this.#tallies].flatMap(([of, { byBucket, seconds }]) => {
      let count = 0;
      const buckets = [...byBucket].map((inBucket, index) => {
        count += inBucket;
        const le = this.#buckets[index] ?? '+Inf';
        return { metricName: `${name}_bucket`, labels: { le, [subject]: of }, value: count };
      });
      const labels = { [subject]: of };
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels, value: seconds },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
  }
}

type HistogramValue = MetricValueWithName<string>;

/** A histogram that is made up when it is asked for. */
class MadeUpHistogram extends Histogram {
  readonly #about: { readonly name: string; readonly help: string };
  readonly #values: () => HistogramValue[];

  constructor(about: { readonly name: string; readonly help: string }, values: () => HistogramValue[]) {
    super({ ...about, registers: [] });
    this.#about = about;
    this.#values = values;
  }

  /** What prom-client asks of a metric, for each of its formats. */
  getForPromString(): Promise<object> {
    return Promise.resolve({
      ...this.#about,
      type: 'histogram',
      aggregator: 'sum',
      values: this.#values().map(unshared),
    });
  }
}

/** prom-client keeps the labels that a histogram's values have in common apart. */
function unshared(value: HistogramValue): object {
  return { ...value, sharedLabels: {} };
}
