import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Cache } from './cache.ts';
import type { Entry } from './entry.ts';
import type { Remembered } from './lookup.ts';
import { ManualClock } from './testing/manual-clock.ts';
import type { Policy } from './policy.ts';
import type { Stamp } from './stamp.ts';

// The whole policy, against the rules written down as plainly as can be: a list of everything that was ever stored, the
// moments of all invalidations, and a time that is added up by hand. No bounds, no index, no reuse of the real parts.

const KEYS = ['a', 'b', 'c'];
const TAGS = ['t', 'u', 'v'];
const durationMs = fc.constantFrom(0, 1, 10, 25, 100);
const policy: fc.Arbitrary<Policy> = fc.record({
  ttlMs: durationMs,
  staleWhileRevalidateMs: durationMs,
  staleIfErrorMs: durationMs,
  negativeTtlMs: durationMs,
  degradedTtlMs: durationMs,
});
const sort = fc.constantFrom('whole' as const, 'whole' as const, 'degraded' as const, 'not-found' as const);
type Sort = 'whole' | 'degraded' | 'not-found';

interface Kept {
  id: number;
  sort: Sort;
  policy: Policy;
  storedAtMs: number;
  marked: boolean;
  tags: string[];
}

interface Model {
  nowMs: number;
  kept: Map<string, Kept>;
  asked: { moment: number }[];
  invalidations: { moment: number; tags: string[] }[];
  moment: number;
  open: Map<string, number>;
  ids: number;
}

interface Real {
  cache: Cache;
  clock: ManualClock;
  stamps: Stamp[];
}

function timesOf(kept: Kept, asker: Policy): { ttl: number; revalidate: number; ifError: number } {
  const of = (policy: Policy): number[] => {
    if (kept.sort === 'not-found') return [policy.negativeTtlMs, 0, 0];
    if (kept.sort === 'degraded') return [policy.degradedTtlMs, 0, 0];
    return [policy.ttlMs, policy.staleWhileRevalidateMs, policy.staleIfErrorMs];
  };
  const [ttl = 0, revalidate = 0, ifError = 0] = of(kept.policy).map((ms, index) =>
    Math.min(ms, of(asker)[index] ?? 0),
  );
  return { ttl, revalidate, ifError };
}

function expectedKind(kept: Kept | undefined, asker: Policy, nowMs: number): Remembered['kind'] {
  if (kept === undefined) return 'miss';
  const { ttl, revalidate, ifError } = timesOf(kept, asker);
  const ageMs = nowMs - kept.storedAtMs;
  if (ttl === 0) return 'miss';
  if (!kept.marked && ageMs < ttl) return 'hit';
  if (!kept.marked && ageMs < ttl + revalidate) return 'revalidate';
  if (ifError > 0 && ageMs < ttl + ifError) return 'stale';
  return 'miss';
}

function idOf(lookup: Remembered): number | undefined {
  return lookup.kind === 'miss' ? undefined : Number(new TextDecoder().decode(lookup.entry.bytes));
}

class LookUp implements fc.Command<Model, Real> {
  constructor(
    readonly key: string,
    readonly asker: Policy,
  ) {}
  check(): boolean {
    return true;
  }
  run(model: Model, { cache }: Real): void {
    const kept = model.kept.get(this.key);
    const lookup = cache.lookup(this.key, this.asker);
    expect(lookup.kind).toBe(expectedKind(kept, this.asker, model.nowMs));
    if (lookup.kind === 'miss' || kept === undefined) return;
    expect(idOf(lookup)).toBe(kept.id);
    expect(lookup.ageMs).toBe(model.nowMs - kept.storedAtMs);
    if (lookup.kind !== 'stale') expect(lookup.ttlMs).toBe(timesOf(kept, this.asker).ttl - lookup.ageMs);
    const open = model.open.get(this.key) ?? 0;
    if (lookup.kind === 'revalidate') expect(lookup.refresh).toBe(open === 0);
    if (lookup.kind === 'stale') expect(lookup.refresh).toBe(true);
    if (lookup.kind !== 'hit' && lookup.refresh) model.open.set(this.key, open + 1);
  }
  toString(): string {
    return `lookup ${this.key} ${JSON.stringify(this.asker)}`;
  }
}

class Ask implements fc.Command<Model, Real> {
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    model.asked.push({ moment: model.moment });
    real.stamps.push(real.cache.askedAt());
  }
  toString(): string {
    return 'ask';
  }
}

class Store implements fc.Command<Model, Real> {
  constructor(
    readonly key: string,
    readonly sort: Sort,
    readonly policy: Policy,
    readonly tags: string[],
    readonly ask: number,
  ) {}
  check(model: Readonly<Model>): boolean {
    return model.asked.length > 0;
  }
  run(model: Model, { cache, stamps }: Real): void {
    const asked = this.ask % model.asked.length;
    const id = ++model.ids;
    const bytes = new TextEncoder().encode(String(id));
    const entry: Entry =
      this.sort === 'not-found'
        ? { kind: 'not-found', bytes }
        : { kind: 'value', bytes, degraded: this.sort === 'degraded' };
    const stored = cache.store(this.key, entry, this.policy, this.tags, stamps[asked] as Stamp);
    expect(stored).toBe(this.expected(model, model.asked[asked]?.moment ?? 0, id));
  }
  expected(model: Model, askedAt: number, id: number): boolean {
    const invalidated = model.invalidations.some(
      ({ moment, tags }) => moment > askedAt && tags.some((tag) => this.tags.includes(tag)),
    );
    if (invalidated) return false;
    const old = model.kept.get(this.key);
    const kept: Kept = {
      id,
      sort: this.sort,
      policy: this.policy,
      storedAtMs: model.nowMs,
      marked: false,
      tags: this.tags,
    };
    const oldIsOfUse = old?.sort === 'whole' && expectedKind(old, old.policy, model.nowMs) !== 'miss';
    if (this.sort === 'degraded' && oldIsOfUse) return false;
    const live = timesOf(kept, this.policy).ttl > 0;
    if (live) model.kept.set(this.key, kept);
    else model.kept.delete(this.key);
    return live;
  }
  toString(): string {
    return `store ${this.key} ${this.sort} ${JSON.stringify(this.policy)} [${this.tags.join()}] asked ${this.ask}`;
  }
}

class Invalidate implements fc.Command<Model, Real> {
  constructor(readonly tags: string[]) {}
  check(): boolean {
    return true;
  }
  run(model: Model, { cache }: Real): void {
    model.invalidations.push({ moment: ++model.moment, tags: this.tags });
    cache.invalidate(this.tags);
    for (const kept of model.kept.values()) kept.marked ||= kept.tags.some((tag) => this.tags.includes(tag));
  }
  toString(): string {
    return `invalidate [${this.tags.join()}]`;
  }
}

class EndRefresh implements fc.Command<Model, Real> {
  constructor(readonly key: string) {}
  check(): boolean {
    return true;
  }
  run(model: Model, { cache }: Real): void {
    cache.refreshEnded(this.key, { kind: 'failed', failure: undefined });
    model.open.set(this.key, Math.max(0, (model.open.get(this.key) ?? 0) - 1));
  }
  toString(): string {
    return `refreshEnded ${this.key}`;
  }
}

class MoveClock implements fc.Command<Model, Real> {
  constructor(readonly byMs: number) {}
  check(): boolean {
    return true;
  }
  run(model: Model, { cache, clock }: Real): void {
    clock.move(this.byMs);
    model.nowMs += Math.max(0, this.byMs);
    // The cache sees the clock only when it is used: a step back that another step hides would be no step.
    cache.refreshEnded('nobody asks for this', { kind: 'over' });
  }
  toString(): string {
    return `clock ${this.byMs}`;
  }
}

const commands = [
  fc.tuple(fc.constantFrom(...KEYS), policy).map(([key, asker]) => new LookUp(key, asker)),
  fc.tuple(fc.constantFrom(...KEYS), policy).map(([key, asker]) => new LookUp(key, asker)),
  fc.constant(new Ask()),
  fc
    .tuple(fc.constantFrom(...KEYS), sort, policy, fc.subarray(TAGS), fc.nat(20))
    .map(([key, what, times, tags, ask]) => new Store(key, what, times, tags, ask)),
  fc.subarray(TAGS, { minLength: 1 }).map((tags) => new Invalidate(tags)),
  fc.constantFrom(...KEYS).map((key) => new EndRefresh(key)),
  fc.constantFrom(1, 5, 9, 10, 25, 50, -1, -1000).map((byMs) => new MoveClock(byMs)),
];

describe('Cache against a model', () => {
  it('keeps the whole policy', () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 80, size: 'max' }), (steps) => {
        const clock = new ManualClock();
        const cache = new Cache({ maxBytes: 1024 * 1024, clock, backOff: { firstMs: 0, maxMs: 0 } });
        const model: Model = {
          nowMs: 0,
          kept: new Map(),
          asked: [{ moment: 0 }],
          invalidations: [],
          moment: 0,
          open: new Map(),
          ids: 0,
        };
        fc.modelRun(() => ({ model, real: { cache, clock, stamps: [cache.askedAt()] } }), steps);
      }),
      { numRuns: 1500 },
    );
  });

  it('under pressure keeps its bytes and its index, and never gives what it should not', () => {
    const step = fc.record({
      key: fc.nat(40),
      size: fc.nat(4000),
      tags: fc.subarray(TAGS),
      invalidate: fc.option(fc.constantFrom(...TAGS), { nil: undefined, freq: 5 }),
    });
    const times = { ttlMs: 100, staleWhileRevalidateMs: 0, staleIfErrorMs: 0, negativeTtlMs: 0, degradedTtlMs: 0 };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const cache = new Cache({ maxBytes: 40_000, clock: new ManualClock() });
        const last = new Map<string, { size: number; tags: string[] }>();
        for (const { key, size, tags, invalidate } of steps) {
          const bytes = new Uint8Array(size);
          if (cache.store(`k${key}`, { kind: 'value', bytes, degraded: false }, times, tags, cache.askedAt())) {
            last.set(`k${key}`, { size, tags });
          } else {
            last.delete(`k${key}`);
          }
          if (invalidate !== undefined) {
            cache.invalidate([invalidate]);
            for (const [name, kept] of last) if (kept.tags.includes(invalidate)) last.delete(name);
          }
          expect(cache.stats().bytes).toBeLessThanOrEqual(40_000);
        }
        const onEntries = new Set<string>();
        for (let key = 0; key <= 40; key++) {
          const lookup = cache.lookup(`k${key}`, times);
          if (lookup.kind === 'miss') continue;
          const kept = last.get(`k${key}`);
          expect(lookup.entry.bytes.length).toBe(kept?.size);
          for (const tag of kept?.tags ?? []) onEntries.add(tag);
        }
        expect(cache.stats().tags).toBe(onEntries.size);
      }),
      { numRuns: 300 },
    );
  });
});
