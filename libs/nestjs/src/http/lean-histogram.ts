import { Histogram, type MetricValueWithName, type Registry } from 'prom-client';

/** How a {@link LeanHistogram} is called, and what it tells apart. */
export interface LeanHistogramOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds in seconds, rising. */
  readonly buckets: readonly number[];
  readonly registry: Registry;
}

type Labels = Readonly<Record<string, string>>;
interface Labelled {
  readonly labels: Labels;
  readonly counts: BucketCounts;
}

type HistogramValue = MetricValueWithName<string>;

/**
 * A histogram whose figures are kept here. prom-client looks a metric up by its labels each time that it is told something,
 * which costs more than all else that is told of a request; so whoever counts keeps the counts of its labels, and prom-client
 * hears of them when somebody asks.
 */
export class LeanHistogram {
  readonly #name: string;
  readonly #buckets: readonly number[];
  readonly #all: Labelled[] = [];

  constructor({ name, help, buckets, registry }: LeanHistogramOptions) {
    this.#name = name;
    this.#buckets = buckets;
    registry.registerMetric(
      new MadeUpHistogram({ name, help }, () => this.#all.flatMap((each) => this.#valuesOf(each))),
    );
  }

  /** The counts of labels that have none yet. */
  of(labels: Labels): BucketCounts {
    const counts = new BucketCounts(this.#buckets);
    this.#all.push({ labels, counts });
    return counts;
  }

  #valuesOf({ labels, counts: { byBucket, seconds } }: Labelled): HistogramValue[] {
    let count = 0;
    const buckets = [...byBucket].map((inBucket, index) => {
      count += inBucket;
      const le = this.#buckets[index] ?? '+Inf';
      return { metricName: `${this.#name}_bucket`, labels: { le, ...labels }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${this.#name}_sum`, labels, value: seconds },
      { metricName: `${this.#name}_count`, labels, value: count },
    ];
  }
}

/** What was counted for one set of labels. */
export class BucketCounts {
  /** By bucket; the last one is for what is above all bounds. */
  readonly byBucket: Float64Array;
  /** The sum. */
  seconds = 0;
  readonly #bounds: readonly number[];

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.byBucket = new Float64Array(bounds.length + 1);
  }

  add(seconds: number): void {
    this.seconds += seconds;
    let bucket = 0;
    while (seconds > (this.#bounds[bucket] ?? Infinity)) bucket++;
    this.byBucket[bucket] = (this.byBucket[bucket] ?? 0) + 1;
  }
}

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
