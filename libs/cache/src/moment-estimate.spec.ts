import { describe, expect, it } from '@jest/globals';
import { MomentEstimate } from './moment-estimate.ts';
import { SteadyTime } from './steady-time.ts';
import { ManualClock } from './testing/manual-clock.ts';

describe('MomentEstimate', () => {
  it('knows nothing before it has heard', () => {
    expect(new MomentEstimate(new SteadyTime(new ManualClock())).now()).toBeUndefined();
  });

  it('goes on with the own clock, a tick behind', () => {
    const clock = new ManualClock();
    const estimate = new MomentEstimate(new SteadyTime(clock));
    estimate.hear(5_000_000);
    expect(estimate.now()).toBe(5_000_000);
    clock.move(1);
    expect(estimate.now()).toBe(5_000_000);
    clock.move(10);
    expect(estimate.now()).toBe(5_010_000);
    estimate.hear(4_000_000);
    expect(estimate.now()).toBe(4_000_000);
  });
});
