import { Counter, type Registry } from 'prom-client';
import { type BucketCounts, LeanHistogram } from './lean-histogram.ts';

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
  readonly durations: BucketCounts;
}

/** Counts how things end, and how long they took, as a counter with the label `code` and a histogram. */
export class TimedOutcomes {
  readonly #subject: string;
  readonly #histogram: LeanHistogram;
  readonly #tallies = new Map<string, Tally>();

  constructor({ counter, histogram, subject, buckets, codeName, registry }: TimedOutcomesOptions) {
    this.#subject = subject;
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
    this.#histogram = new LeanHistogram({ ...histogram, buckets, registry });
  }

  /** Something has ended. */
  ended(name: string, code: number, durationMs: number): void {
    let tally = this.#tallies.get(name);
    if (tally === undefined) {
      tally = { byCode: new Map(), durations: this.#histogram.of({ [this.#subject]: name }) };
      this.#tallies.set(name, tally);
    }
    tally.byCode.set(code, (tally.byCode.get(code) ?? 0) + 1);
    tally.durations.add(durationMs / 1000);
  }
}
