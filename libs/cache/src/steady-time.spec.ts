import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './testing/manual-clock.ts';
import { SteadyTime } from './steady-time.ts';

describe('SteadyTime', () => {
  it('goes forward with the clock', () => {
    const clock = new ManualClock();
    const time = new SteadyTime(clock);
    expect(time.now()).toBe(0);
    clock.move(1500);
    expect(time.now()).toBe(1500);
  });

  it('stands still where the clock steps back, and goes on from there', () => {
    const clock = new ManualClock();
    const time = new SteadyTime(clock);
    clock.move(1000);
    time.now();
    clock.move(-3_600_000);
    expect(time.now()).toBe(1000);
    clock.move(10);
    expect(time.now()).toBe(1010);
  });
});
