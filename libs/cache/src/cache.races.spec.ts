import { describe, expect, it } from '@jest/globals';
import { Cache } from './cache.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { SingleFlight } from './single-flight.ts';
import type { Stamp } from './stamp.ts';

const policy = {
  ttlMs: 1000,
  staleWhileRevalidateMs: 1000,
  staleIfErrorMs: 0,
  negativeTtlMs: 0,
  degradedTtlMs: 0,
};

/** Mulberry32: a small generator of its own, so that a failure can be run again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

describe('reads in flight against invalidations', () => {
  // The source has one number per tag. A write changes it and invalidates; reads see it when they ask, and come back in
  // any order, however many writes later. What the cache then gives must be the number as it is.
  it.each([
    { what: 'with a log that remembers', maxBytes: 16 * 1024 * 1024, rows: 50, writes: 0.3, returns: 0.3 },
    { what: 'with a log that forgets', maxBytes: 1024 * 1024, rows: 1000, writes: 0.5, returns: 0.15 },
  ])('never gives a value from before a write, in 10,000 races $what', ({ maxBytes, rows, writes, returns }) => {
    const random = randomFrom(7);
    const pick = (count: number): number => Math.floor(random() * count);
    const cache = new Cache({ maxBytes, clock: new ManualClock() });
    const source = Array.from({ length: rows }, () => 0);
    const inFlight: { row: number; seen: number; asked: Stamp }[] = [];
    let hits = 0;
    for (let race = 0; race < 10_000; race++) {
      const row = pick(source.length);
      const lookup = cache.lookup(`row ${row}`, policy);
      if (lookup.kind === 'hit') {
        hits++;
        expect(numberOf(lookup.entry.bytes)).toBe(source[row]);
      } else {
        inFlight.push({ row, asked: cache.askedAt(), seen: source[row] ?? 0 });
      }
      if (random() < writes) {
        const written = pick(source.length);
        source[written] = (source[written] ?? 0) + 1;
        cache.invalidate([`row:${written}`]);
      }
      while (inFlight.length > 0 && random() < returns) {
        const [read] = inFlight.splice(pick(inFlight.length), 1);
        if (read === undefined) break;
        const bytes = new Uint8Array(4);
        new DataView(bytes.buffer).setUint32(0, read.seen);
        cache.store(
          `row ${read.row}`,
          { kind: 'value', bytes, degraded: false },
          policy,
          [`row:${read.row}`],
          read.asked,
        );
      }
    }
    expect(hits).toBeGreaterThan(500);
    expect(cache.stats().refused.invalidated).toBeGreaterThan(100);
  });
});

describe('askers that come together', () => {
  it('make one call with single flight, and one refresh with the cache', () => {
    const clock = new ManualClock();
    const cache = new Cache({ maxBytes: 1024 * 1024, clock });
    const flights = new SingleFlight<string>();
    let calls = 0;
    const ended: (() => void)[] = [];
    const ask = (told: (text: string) => void): void => {
      const lookup = cache.lookup('k', policy);
      if (lookup.kind === 'hit' || (lookup.kind === 'revalidate' && !lookup.refresh)) {
        told(new TextDecoder().decode(lookup.entry.bytes));
        return;
      }
      if (lookup.kind === 'revalidate') told(new TextDecoder().decode(lookup.entry.bytes));
      const asked = cache.askedAt();
      flights.join(
        'k',
        (done) => {
          const text = `answer ${++calls}`;
          ended.push(() => {
            cache.store(
              'k',
              { kind: 'value', bytes: new TextEncoder().encode(text), degraded: false },
              policy,
              [],
              asked,
            );
            cache.refreshEnded('k', { kind: 'over' });
            done(text);
          });
          return () => {};
        },
        lookup.kind === 'revalidate' ? () => {} : told,
      );
    };
    const round = (): string[] => {
      const heard: string[] = [];
      for (let asker = 0; asker < 200; asker++) ask((text) => heard.push(text));
      for (const end of ended.splice(0)) end();
      return [...new Set(heard), String(heard.length)];
    };
    expect(round()).toEqual(['answer 1', '200']);
    clock.move(1500);
    expect(round()).toEqual(['answer 1', '200']);
    expect(round()).toEqual(['answer 2', '200']);
    expect(calls).toBe(2);
  });
});

/** What the first four bytes say. */
function numberOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}
