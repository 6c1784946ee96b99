/**
 * Decisions as numbers. Whatever is generated is a function of a list of them, in which smaller numbers and shorter lists
 * mean simpler things: so a failure shrinks without knowing what was made, and always to something that can be made.
 */
import * as fc from 'fast-check';

/** Decisions in the order in which they are taken. When they run out, everything is as simple as it can be. */
export class Choices {
  private readonly numbers: readonly number[];
  private next = 0;

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  /** A number from 0 to below `limit`. */
  below(limit: number): number {
    const number = this.numbers[this.next++] ?? 0;
    return limit <= 256 ? number % limit : (number * 256 + this.below(256)) % limit;
  }

  /** True so many times of a hundred. */
  percent(share: number): boolean {
    return this.below(100) >= 100 - share;
  }

  /** One of several, the simplest first. */
  one<T>(first: T, ...others: readonly T[]): T {
    return [first, ...others][this.below(others.length + 1)] ?? first;
  }

  /** One of a list; undefined where it is empty. */
  of<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : list[this.below(list.length)];
  }

  /** How many of something, from `least` to `most`. */
  count(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }
}

/** How far shrinking has come. */
interface Progress {
  readonly phase: number;
  readonly at: number;
}

interface Phase {
  readonly size: number;
  readonly change: (numbers: readonly number[], at: number, size: number) => readonly number[] | undefined;
}

const without: Phase['change'] = (numbers, at, size) => [...numbers.slice(0, at), ...numbers.slice(at + size)];
const zeroed: Phase['change'] = (numbers, at, size) => {
  const part = numbers.slice(at, at + size);
  if (part.every((number) => number === 0)) return undefined;
  return [...numbers.slice(0, at), ...part.map(() => 0), ...numbers.slice(at + size)];
};
const lowered =
  (lower: (number: number) => number): Phase['change'] =>
  (numbers, at) => {
    const number = numbers[at] ?? 0;
    return number === 0 ? undefined : [...numbers.slice(0, at), lower(number), ...numbers.slice(at + 1)];
  };

const phases: readonly Phase[] = [
  ...[128, 32, 8].flatMap((size) => [
    { size, change: without },
    { size, change: zeroed },
  ]),
  { size: 2, change: without },
  { size: 1, change: without },
  { size: 1, change: zeroed },
  { size: 1, change: lowered((number) => number >> 1) },
  { size: 1, change: lowered((number) => number - 1) },
];

class ChoicesArbitrary extends fc.Arbitrary<readonly number[]> {
  private readonly length: number;

  constructor(length: number) {
    super();
    this.length = length;
  }

  generate(random: fc.Random): fc.Value<readonly number[]> {
    const numbers = Array.from({ length: this.length }, () => random.nextInt(0, 255));
    return new fc.Value(numbers, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is readonly number[] {
    return Array.isArray(value);
  }

  shrink(numbers: readonly number[], context: unknown): fc.Stream<fc.Value<readonly number[]>> {
    const progress = (context as Progress | undefined) ?? { phase: -1, at: 0 };
    return fc.stream(candidates(numbers, progress));
  }
}

function* candidates(
  numbers: readonly number[],
  { phase, at: start }: Progress,
): IterableIterator<fc.Value<readonly number[]>> {
  if (phase < 0) {
    for (
      let length = numbers.length >> 1;
      length < numbers.length;
      length += Math.max(1, (numbers.length - length) >> 1)
    ) {
      yield new fc.Value(numbers.slice(0, length), { phase: -1, at: 0 } satisfies Progress);
      if (numbers.length - length < 4) break;
    }
  }
  for (let p = Math.max(0, phase); p < phases.length; p++) {
    const { size, change } = phases[p] ?? { size: 1, change: zeroed };
    for (let at = p === phase ? start : 0; at < numbers.length; at += change === without ? size : Math.max(1, size)) {
      const changed = change(numbers, at, size);
      if (changed !== undefined) yield new fc.Value(changed, { phase: p, at } satisfies Progress);
    }
  }
}

/** Lists of decisions. */
export function choices(length: number): fc.Arbitrary<readonly number[]> {
  return new ChoicesArbitrary(length);
}

/** A generator of numbers from a text: the same text, the same numbers. */
export function seeded(text: string): Choices {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  const next = (): number => {
    hash = (hash + 0x6d2b79f5) | 0;
    let mixed = Math.imul(hash ^ (hash >>> 15), 1 | hash);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) & 255;
  };
  return new SeededChoices(next);
}

class SeededChoices extends Choices {
  private readonly draw: () => number;

  constructor(draw: () => number) {
    super([]);
    this.draw = draw;
  }

  override below(limit: number): number {
    return limit <= 256 ? this.draw() % limit : (this.draw() * 256 + this.draw()) % limit;
  }
}
