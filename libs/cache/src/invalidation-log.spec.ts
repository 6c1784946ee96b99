import { describe, expect, it } from '@jest/globals';
import { InvalidationLog } from './invalidation-log.ts';

describe('InvalidationLog', () => {
  it('knows what was invalidated after a moment, and what before', () => {
    const log = new InvalidationLog(10_000);
    const before = log.now;
    log.add(['a']);
    const between = log.now;
    log.add(['b']);
    expect(log.invalidatedSince(before, ['a'])).toBe(true);
    expect(log.invalidatedSince(between, ['a'])).toBe(false);
    expect(log.invalidatedSince(between, ['a', 'b'])).toBe(true);
    expect(log.invalidatedSince(log.now, ['a', 'b'])).toBe(false);
    expect(log.invalidatedSince(before, ['c'])).toBe(false);
    expect(log.invalidatedSince(before, [])).toBe(false);
  });

  it('takes what it has forgotten for anything, but not what is older still', () => {
    const log = new InvalidationLog(0);
    const before = log.now;
    log.add(['first']);
    const afterFirst = log.now;
    for (let count = 0; count < 64; count++) log.add([`other ${count}`]);
    expect(log.invalidatedSince(before, ['first'])).toBe(true);
    expect(log.invalidatedSince(before, ['never invalidated'])).toBe(true);
    expect(log.invalidatedSince(before, [])).toBe(false);
    expect(log.invalidatedSince(afterFirst, ['never invalidated'])).toBe(false);
    expect(log.invalidatedSince(afterFirst, ['other 0'])).toBe(true);
  });

  it('keeps its bounds in a flood, and gives the same tag one place', () => {
    const log = new InvalidationLog(100_000);
    for (let count = 0; count < 10_000; count++) log.add([`tag ${count}`, 'always']);
    expect(log.bytes).toBeLessThanOrEqual(100_000);
    const { bytes, now } = log;
    log.add(['always']);
    expect(log.bytes).toBe(bytes);
    expect(log.invalidatedSince(now, ['always'])).toBe(true);
    expect(log.invalidatedSince(now, ['tag 9999'])).toBe(false);
  });
});
