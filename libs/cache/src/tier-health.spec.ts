import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './testing/manual-clock.ts';
import { ManualTimers } from './testing/manual-timers.ts';
import { TierHealth } from './tier-health.ts';

function setUp(): { health: TierHealth; timers: ManualTimers; slowOne: () => boolean } {
  const clock = new ManualClock();
  const timers = new ManualTimers(clock);
  const health = new TierHealth(timers, clock, 4);
  health.recovered();
  const slowOne = (): boolean => {
    let slow = false;
    const attempt = health.begin(() => (slow = true));
    timers.pass(30);
    attempt.ended('well');
    return slow;
  };
  return { health, timers, slowOne };
}

describe('TierHealth', () => {
  it('is of no use before it has shown to be', () => {
    const clock = new ManualClock();
    expect(new TierHealth(new ManualTimers(clock), clock, 4).usable).toBe(false);
  });

  it('ends with an error, until it recovers', () => {
    const { health, timers } = setUp();
    health.begin(() => undefined).ended('error');
    expect(health.usable).toBe(false);
    health.recovered();
    expect(health.usable).toBe(true);
    expect(timers.size).toBe(0);
  });

  it('ends after five slow answers in a row', () => {
    const { health, slowOne } = setUp();
    for (let count = 0; count < 4; count++) expect(slowOne()).toBe(true);
    health.begin(() => undefined).ended('well');
    for (let count = 0; count < 4; count++) expect(slowOne()).toBe(true);
    expect(health.usable).toBe(true);
    health.begin(() => undefined).ended('unanswered');
    expect(health.usable).toBe(false);
  });

  it('counts those once that were slow together', () => {
    const { health, timers } = setUp();
    let slow = 0;
    for (let count = 0; count < 100; count++) health.begin(() => slow++);
    timers.pass(100);
    expect([slow, health.usable]).toEqual([100, true]);
  });

  it('is not ended by what is slow for a moment', () => {
    const { health, timers } = setUp();
    const slowForAMoment = (): void => {
      const attempt = health.begin(() => undefined);
      timers.pass(5);
      attempt.ended('well');
    };
    for (let count = 0; count < 10; count++) slowForAMoment();
    expect(health.usable).toBe(true);
    timers.pass(60);
    slowForAMoment();
    expect(health.usable).toBe(false);
  });

  it('does not take its own process being busy for a slow tier', () => {
    const waiting: (() => void)[] = [];
    const health = new TierHealth(
      {
        after: (_delayMs, run) => {
          waiting.push(run);
          return () => waiting.splice(waiting.indexOf(run), 1);
        },
      },
      new ManualClock(),
      4,
    );
    let slow = false;
    const attempt = health.begin(() => (slow = true));
    // The process is busy: the timer goes off late, and only then it is found that the answer has come.
    waiting.splice(0).forEach((run) => run());
    attempt.ended('well');
    waiting.splice(0).forEach((run) => run());
    expect(slow).toBe(false);
  });
});
