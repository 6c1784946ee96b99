import { describe, expect, it } from '@jest/globals';
import { CircuitBreaker } from './circuit-breaker.ts';

const settings = { failures: 0.8, minCalls: 20, pauseMs: 500, maxPauseMs: 2000 };

function breaker() {
  const made = new CircuitBreaker(settings, () => 0.5);
  const call = (how: 'well' | 'ill' | 'nothing', nowMs: number): void => {
    const era = made.enter(nowMs);
    if (era !== undefined) made.ended(era, how, nowMs);
  };
  const open = (nowMs: number): void => {
    while (made.state !== 'open') call('ill', nowMs);
  };
  return { breaker: made, call, open };
}

describe('CircuitBreaker', () => {
  it('opens when most of enough calls have failed', () => {
    const { breaker: one, call } = breaker();
    for (let n = 0; n < 19; n++) call('ill', n);
    expect(one.state).toBe('closed');
    call('ill', 19);
    expect(one.state).toBe('open');
    expect(one.enter(20)).toBeUndefined();
    expect(one.opened).toBe(1);
  });

  it('stays closed where a fifth and more are well, or say nothing', () => {
    const { breaker: one, call } = breaker();
    for (let n = 0; n < 1000; n++) call(n % 4 === 0 ? 'well' : 'ill', n);
    for (let n = 0; n < 1000; n++) call('nothing', 20_000 + n);
    expect(one.state).toBe('closed');
  });

  it('forgets what was ten seconds ago', () => {
    const { breaker: one, call } = breaker();
    for (let n = 0; n < 19; n++) call('ill', 0);
    call('ill', 10_000);
    expect(one.state).toBe('closed');
  });

  it('lets one call try after its pause, then two at once, and is closed after ten that are well', () => {
    const { breaker: one, open } = breaker();
    open(0);
    expect(one.enter(499)).toBeUndefined();
    const first = one.enter(500);
    expect(first).toBeDefined();
    expect([one.state, one.enter(500)]).toEqual(['trying', undefined]);
    one.ended(first ?? -1, 'well', 510);
    const [second, third] = [one.enter(510), one.enter(510)];
    expect([second, third, one.enter(510)]).toEqual([first, first, undefined]);
    for (let n = 0; n < 9; n++) {
      one.ended(first ?? -1, 'well', 520);
      one.enter(520);
    }
    expect(one.state).toBe('closed');
  });

  it('pauses twice as long when a trial fails, up to the longest', () => {
    const { breaker: one, call, open } = breaker();
    open(0);
    call('ill', 500);
    expect(one.enter(1499)).toBeUndefined();
    call('ill', 1500);
    expect(one.enter(3499)).toBeUndefined();
    call('ill', 3500);
    expect(one.enter(5499)).toBeUndefined();
    expect(one.enter(5500)).toBeDefined();
  });

  it('starts with the first pause again once it was closed', () => {
    const { breaker: one, call, open } = breaker();
    open(0);
    call('ill', 500);
    for (let n = 0; n < 10; n++) call('well', 2000);
    expect(one.state).toBe('closed');
    open(2000);
    expect([one.enter(2499), one.enter(2500)]).toEqual([undefined, expect.any(Number)]);
  });

  it('lets another try where one was left, and takes no notice of calls from before', () => {
    const { breaker: one, open } = breaker();
    const before = one.enter(0);
    open(0);
    const trial = one.enter(500);
    one.ended(before ?? -1, 'well', 501);
    expect(one.enter(501)).toBeUndefined();
    one.ended(trial ?? -1, 'nothing', 502);
    expect(one.enter(502)).toBeDefined();
  });
});
