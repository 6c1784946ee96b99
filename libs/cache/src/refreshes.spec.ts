import { describe, expect, it } from '@jest/globals';
import { Refreshes, type Refreshable } from './refreshes.ts';

const backOff = { firstMs: 100, maxMs: 1000 };

let births = 0;

function made(): Refreshable {
  return { birth: ++births, failures: 0, retryAtMs: 0 };
}

function failingOnce(refreshes: Refreshes, record: Refreshable, nowMs: number): boolean {
  const begun = refreshes.beginFirst('k', record, nowMs);
  if (begun) refreshes.ended('k', record, nowMs);
  return begun;
}

describe('Refreshes behind answers', () => {
  it('lets one asker refresh until that ended', () => {
    const refreshes = new Refreshes(backOff);
    const record = made();
    expect(refreshes.beginBehind('k', record, 0)).toBe(true);
    expect(refreshes.beginBehind('k', record, 0)).toBe(false);
    expect(refreshes.beginBehind('other', record, 0)).toBe(true);
    refreshes.ended('k', record, 0);
    // The first failure may be an accident.
    expect(refreshes.beginBehind('k', record, 0)).toBe(true);
    refreshes.ended('k', record, 0);
    expect(refreshes.beginBehind('k', record, 99)).toBe(false);
    expect(refreshes.beginBehind('k', record, 100)).toBe(true);
    expect(refreshes.size).toBe(2);
  });

  it('leaves a failing source alone', () => {
    const refreshes = new Refreshes(backOff);
    const record = made();
    const attempts: number[] = [];
    for (let nowMs = 0; nowMs < 5000; nowMs += 10) {
      if (!refreshes.beginBehind('k', record, nowMs)) continue;
      attempts.push(nowMs);
      refreshes.ended('k', record, nowMs);
    }
    expect(attempts).toEqual([0, 10, 110, 310, 710, 1510, 2510, 3510, 4510]);
  });

  it('does not take a replaced entry for a failure', () => {
    const refreshes = new Refreshes(backOff);
    const replaced = { ...made(), failures: 5 };
    const current = made();
    refreshes.beginBehind('k', replaced, 0);
    refreshes.ended('k', current, 0);
    refreshes.beginBehind('k', current, 0);
    refreshes.ended('k', undefined, 0);
    expect([replaced, current]).toMatchObject([
      { failures: 5, retryAtMs: 0 },
      { failures: 0, retryAtMs: 0 },
    ]);
  });

  it('counts a failure against the entry that was there when it last began', () => {
    const refreshes = new Refreshes(backOff);
    const replaced = made();
    const current = made();
    refreshes.beginFirst('k', replaced, 0);
    refreshes.beginFirst('k', current, 0);
    refreshes.ended('k', current, 0);
    expect([replaced.failures, current.failures]).toEqual([0, 1]);
  });

  it('takes a refresh that does not end within a minute for forgotten', () => {
    const refreshes = new Refreshes(backOff);
    const record = made();
    refreshes.beginBehind('forgotten', record, 0);
    refreshes.beginBehind('k', record, 0);
    expect(refreshes.beginBehind('k', record, 59_999)).toBe(false);
    expect(refreshes.beginBehind('k', record, 60_000)).toBe(true);
    expect(refreshes.size).toBe(1);
  });

  it('ignores the end of what never began', () => {
    const refreshes = new Refreshes(backOff);
    const record = made();
    refreshes.ended('k', record, 0);
    expect(record.failures).toBe(0);
    expect(refreshes.size).toBe(0);
  });
});

describe('Refreshes before a stale entry is used', () => {
  it('lets everybody ask until it failed, then one at a time, and after the second failure one after each back-off', () => {
    const refreshes = new Refreshes(backOff);
    const record = made();
    expect(refreshes.beginFirst('k', record, 0)).toBe(true);
    expect(refreshes.beginFirst('k', record, 0)).toBe(true);
    refreshes.ended('k', record, 0);
    refreshes.ended('k', record, 0);
    expect(record.failures).toBe(1);
    expect(refreshes.beginFirst('k', record, 0)).toBe(true);
    expect(refreshes.beginFirst('k', record, 0)).toBe(false);
    refreshes.ended('k', record, 0);
    expect(failingOnce(refreshes, record, 99)).toBe(false);
    expect(refreshes.beginFirst('k', record, 100)).toBe(true);
    expect(refreshes.beginFirst('k', record, 100)).toBe(false);
    refreshes.ended('k', record, 100);
    expect(failingOnce(refreshes, record, 299)).toBe(false);
    expect(failingOnce(refreshes, record, 300)).toBe(true);
  });

  it('counts a wave of failures once', () => {
    const refreshes = new Refreshes(backOff);
    const record = made();
    for (let count = 0; count < 100; count++) refreshes.beginFirst('k', record, 0);
    for (let count = 0; count < 100; count++) refreshes.ended('k', record, 0);
    expect(record.failures).toBe(1);
    expect(refreshes.size).toBe(0);
  });

  it('never holds anybody back without a back-off', () => {
    const refreshes = new Refreshes({ firstMs: 100, maxMs: 0 });
    const record = made();
    for (let count = 0; count < 20; count++) expect(failingOnce(refreshes, record, 0)).toBe(true);
  });
});
