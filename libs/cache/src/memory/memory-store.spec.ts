import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyHash } from './key-hash.ts';
import { MemoryStore, type StoreOwner } from './memory-store.ts';
import type { NewRecord, StoredRecord } from './stored-record.ts';

const mebibyte = 1024 * 1024;
const hash = new KeyHash(Math.random);
const lifetime = { ttlMs: 1, staleWhileRevalidateMs: 2, staleIfErrorMs: 3 };

function record(text: string, changes: Partial<NewRecord> = {}): NewRecord {
  const bytes = new TextEncoder().encode(text);
  return { kind: 'whole', bytes, lifetime, storedAtMs: 4, asked: 5, tags: [], ...changes };
}

function textOf(found: StoredRecord | undefined): string | undefined {
  return found === undefined ? undefined : new TextDecoder().decode(found.bytes());
}

interface Kept {
  readonly store: MemoryStore;
  /** What was told to have gone, by birth. */
  readonly gone: { readonly birth: number; readonly evicted: boolean }[];
}

function storeOf(maxBytes: number, hashOf: (key: string) => number, changes: Partial<StoreOwner> = {}): Kept {
  const gone: { birth: number; evicted: boolean }[] = [];
  const store = new MemoryStore(maxBytes, hashOf, {
    otherBytes: () => 0,
    isGone: () => false,
    dropped: ({ birth }, evicted) => gone.push({ birth, evicted }),
    ...changes,
  });
  return { store, gone };
}

const hashes = [
  { what: 'hashes that tell keys apart', hashOf: (key: string) => hash.of(key) },
  { what: 'hashes of two bits', hashOf: (key: string) => hash.of(key) & 3 },
  { what: 'one hash for all keys', hashOf: () => -1 },
];

describe('MemoryStore', () => {
  it.each(hashes)('is a map as long as there is room, with $what', ({ hashOf }) => {
    const key = fc.constantFrom('', 'a', 'b', '\0', '\u00e9', '\u0101', '\ud800', 'ab', 'ba', 'x'.repeat(300));
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('put' as const), key, length: fc.nat(20_000) }) },
      fc.record({ kind: fc.constant('delete' as const), key }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const { store, gone } = storeOf(8 * mebibyte, hashOf);
        const expected = new Map<string, string>();
        let replaced = 0;
        for (const [index, one] of steps.entries()) {
          if (expected.has(one.key)) replaced++;
          if (one.kind === 'put') {
            const text = `${index} ${'v'.repeat(one.length)}`;
            store.put(one.key, record(text));
            expected.set(one.key, text);
          } else {
            store.delete(one.key);
            expected.delete(one.key);
          }
          expect(store.size).toBe(expected.size);
        }
        for (const [name, text] of expected) expect(textOf(store.get(name))).toBe(text);
        expect(gone.map(({ evicted }) => evicted)).toEqual(Array.from({ length: replaced }, () => false));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps within its bytes, tells of all that goes, and gives what was stored last or nothing', () => {
    const { store, gone } = storeOf(2 * mebibyte, (key) => hash.of(key));
    const last = new Map<string, string>();
    const random = randomFrom(7);
    let births = 0;
    for (let round = 0; round < 60_000; round++) {
      const key = `k${Math.floor(random() * 5000)}`;
      const text = `${key} ${round} ${'v'.repeat(Math.floor(random() ** 8 * 40_000))}`;
      store.put(key, record(text, { tags: [round % 5] }));
      births++;
      last.set(key, text);
      if (round % 3 === 0) store.delete(`k${Math.floor(random() * 5000)}`);
      const found = store.get(`k${Math.floor(random() * 5000)}`);
      if (found !== undefined) {
        const text = textOf(found) ?? '';
        expect(last.get(text.slice(0, text.indexOf(' ')))).toBe(text);
      }
      expect(store.bytes).toBeLessThanOrEqual(2 * mebibyte);
    }
    expect(store.size).toBeGreaterThan(100);
    expect(new Set(gone.map(({ birth }) => birth)).size).toBe(gone.length);
    expect(gone.length + store.size).toBe(births);
  });

  it('lets nothing go while what is replaced leaves room enough', () => {
    const { store, gone } = storeOf(4 * mebibyte, (key) => hash.of(key));
    for (let index = 0; index < 5000; index++) store.put(`cold ${index}`, record('v'.repeat(100)));
    for (let round = 0; round < 100_000; round++) store.put(`hot ${round % 50}`, record('v'.repeat(100)));
    expect(gone.every(({ evicted }) => !evicted)).toBe(true);
    for (let index = 0; index < 5000; index++) expect(store.peek(`cold ${index}`)).toBeDefined();
    // It does not take more than twice what is in it, either.
    expect(store.bytes).toBeLessThan(3 * mebibyte);
  });

  it('lets what is of no use go before what is used', () => {
    const { store } = storeOf(mebibyte, (key) => hash.of(key), { isGone: ({ storedAtMs }) => storedAtMs === 0 });
    for (let index = 0; index < 20_000; index++) {
      store.put(`of use ${index % 1000}`, record('v'.repeat(100), { storedAtMs: 1 }));
      store.put(`of none ${index}`, record('v'.repeat(100), { storedAtMs: 0 }));
      store.get(`of use ${index % 1000}`);
    }
    for (let index = 0; index < 1000; index++) expect(store.peek(`of use ${index}`)).toBeDefined();
  });

  it('makes room for large ones from small ones, and the other way round', () => {
    const { store } = storeOf(4 * mebibyte, (key) => hash.of(key));
    const fill = (name: string, count: number, length: number): void => {
      for (let index = 0; index < count; index++) store.put(`${name} ${index}`, record('v'.repeat(length)));
      expect(store.bytes).toBeLessThanOrEqual(4 * mebibyte);
    };
    fill('small', 20_000, 200);
    fill('large', 100, 100_000);
    expect(store.peek('large 99')).toBeDefined();
    expect(store.size).toBeLessThan(1000);
    fill('small again', 20_000, 200);
    expect(store.peek('small again 19999')).toBeDefined();
    expect(store.size).toBeGreaterThan(5000);
  });

  it('gives way to what its owner takes besides', () => {
    let otherBytes = 0;
    const { store } = storeOf(4 * mebibyte, (key) => hash.of(key), { otherBytes: () => otherBytes });
    for (let index = 0; index < 10_000; index++) store.put(`k${index}`, record('v'.repeat(200)));
    otherBytes = 3 * mebibyte;
    store.makeRoom(0);
    expect(store.bytes).toBeLessThanOrEqual(mebibyte);
    otherBytes = 100 * mebibyte;
    store.makeRoom(0);
    expect(store.size).toBe(0);
    store.put('k', record('value'));
    expect(textOf(store.get('k'))).toBe('value');
  });

  it('hands out bytes that do not change when records move and go', () => {
    const { store } = storeOf(mebibyte, (key) => hash.of(key));
    store.put('k', record('value'));
    const bytes = store.get('k')?.bytes();
    for (let index = 0; index < 20_000; index++) store.put(`k${index}`, record('v'.repeat(100)));
    expect(new TextDecoder().decode(bytes)).toBe('value');
  });

  it('keeps what is known of a record, wherever it moves', () => {
    const { store } = storeOf(mebibyte, (key) => hash.of(key));
    store.put('k\u0101', record('value', { kind: 'not-found', tags: [3, 1, 4], asked: -1 }));
    const first = store.get('k\u0101');
    if (first === undefined) throw new Error('it must be there');
    first.failures = 2;
    first.retryAtMs = 6.5;
    for (let index = 0; index < 20_000; index++) {
      store.put(`k${index}`, record('v'.repeat(100)));
      store.get('k\u0101');
    }
    const later = store.get('k\u0101');
    expect(later).toMatchObject({ kind: 'not-found', birth: 1, failures: 2, retryAtMs: 6.5, storedAtMs: 4, asked: -1 });
    expect(later).toMatchObject({ ...lifetime, tagCount: 3 });
    expect([later?.tag(0), later?.tag(1), later?.tag(2)]).toEqual([3, 1, 4]);
    expect(textOf(later)).toBe('value');
  });
});

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}
