import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Entry } from './entry.ts';
import { decodeRecord, encodeRecord, type SharedRecord } from './shared-record.ts';

const time = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const bytes = fc.uint8Array({ maxLength: 200 });
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ kind: fc.constant('value' as const), bytes, degraded: fc.boolean() }),
  fc.record({ kind: fc.constant('not-found' as const), bytes }),
);
const record: fc.Arbitrary<SharedRecord> = fc.record({
  entry,
  lifetime: fc.record({ ttlMs: time, staleWhileRevalidateMs: time, staleIfErrorMs: time }),
  tags: fc.array(fc.string({ unit: 'grapheme' })),
  storedAt: time,
  asked: time,
});

function encoded(from: SharedRecord): Uint8Array {
  const result = encodeRecord(from);
  if (result === undefined) throw new Error('it must fit');
  return result;
}

describe('records on their way', () => {
  it('come out as they went in', () => {
    fc.assert(fc.property(record, (original) => expect(decodeRecord(encoded(original))).toEqual(original)));
  });

  it('come out of the middle of other bytes', () => {
    fc.assert(
      fc.property(record, bytes, (original, around) => {
        const inner = encoded(original);
        const outer = new Uint8Array([...around, ...inner]);
        expect(decodeRecord(outer.subarray(around.length))).toEqual(original);
      }),
    );
  });

  it('are nothing where they are cut short before their bytes', () => {
    const whole = encoded({
      entry: { kind: 'value', bytes: new Uint8Array(), degraded: false },
      lifetime: { ttlMs: 1, staleWhileRevalidateMs: 2, staleIfErrorMs: 3 },
      tags: ['one', 'two'],
      storedAt: 4,
      asked: 5,
    });
    for (let length = 0; length < whole.length; length++)
      expect(decodeRecord(whole.subarray(0, length))).toBeUndefined();
    expect(decodeRecord(whole)).toBeDefined();
  });

  it('are never more than nothing where they are garbage', () => {
    fc.assert(
      fc.property(record, fc.nat(), fc.nat(255), (original, at, wrong) => {
        const garbled = encoded(original);
        garbled[at % garbled.length] = wrong;
        const result = decodeRecord(garbled);
        if (result === undefined) return;
        const { ttlMs, staleWhileRevalidateMs, staleIfErrorMs } = result.lifetime;
        const times = [result.storedAt, result.asked, ttlMs, staleWhileRevalidateMs, staleIfErrorMs];
        expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
      }),
    );
    fc.assert(fc.property(bytes, (garbage) => void decodeRecord(garbage)));
  });

  it('do not take tags that do not fit', () => {
    const lifetime = { ttlMs: 1, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
    const withTags = (tags: string[]): Uint8Array | undefined =>
      encodeRecord({ entry: { kind: 'not-found', bytes: new Uint8Array() }, lifetime, tags, storedAt: 0, asked: 0 });
    expect(withTags(['x'.repeat(65_535)])).toBeDefined();
    expect(withTags(['x'.repeat(65_536)])).toBeUndefined();
    expect(withTags(Array.from({ length: 65_536 }, () => ''))).toBeUndefined();
  });
});
