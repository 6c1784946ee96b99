import { describe, expect, it } from '@jest/globals';
import { HostRecord, OutlierDetector } from './outlier-detector.ts';

const settings = { consecutive: 5, failures: 0.5, minCalls: 20, pauseMs: 5000, maxPauseMs: 12_000, maxEjected: 0.5 };

function detectorOf(count: number) {
  let nowMs = 1000;
  const detector = new OutlierDetector(
    settings,
    () => nowMs,
    () => 0.5,
  );
  const hosts = Array.from({ length: count }, () => new HostRecord());
  detector.use(hosts);
  const [first, second, third] = hosts;
  if (first === undefined || second === undefined) throw new Error('unreachable');
  const calls = (host: HostRecord, ...ends: readonly boolean[]): void => {
    for (const well of ends) detector.ended(host, well);
  };
  return { detector, first, second, third: third ?? second, calls, pass: (ms: number) => (nowMs += ms) };
}

const times = (count: number, well: boolean): boolean[] => Array.from({ length: count }, () => well);

describe('OutlierDetector', () => {
  it('leaves an address out after failures in a row, for a time', () => {
    const { detector, first, second, calls, pass } = detectorOf(3);
    calls(second, ...times(10, true));
    calls(first, ...times(4, false), true, ...times(4, false));
    expect(detector.isEjected(first)).toBe(false);
    calls(first, false);
    expect([detector.isEjected(first), detector.ejected, detector.ejections]).toEqual([true, 1, 1]);
    pass(4999);
    expect(detector.isEjected(first)).toBe(true);
    pass(1);
    expect([detector.isEjected(first), detector.ejected]).toEqual([false, 0]);
  });

  it('leaves one out for its share of failures', () => {
    const { detector, first, second, calls } = detectorOf(2);
    calls(second, ...times(10, true));
    for (let n = 0; n < 9; n++) calls(first, true, false);
    expect(detector.isEjected(first)).toBe(false);
    calls(first, true, false);
    expect(detector.isEjected(first)).toBe(true);
  });

  it('leaves none out where the others do no better, or nothing is known of them', () => {
    const { detector, first, second, calls } = detectorOf(2);
    calls(second, ...times(4, true));
    calls(first, ...times(10, false));
    expect(detector.ejected).toBe(0);
    for (let n = 0; n < 10; n++) calls(second, false);
    for (let n = 0; n < 40; n++) calls(n % 2 === 0 ? second : first, false);
    expect(detector.ejected).toBe(0);
  });

  it('never leaves out more than the share, and none of one', () => {
    const { detector, first, second, third, calls } = detectorOf(3);
    calls(third, ...times(50, true));
    calls(first, ...times(5, false));
    calls(second, ...times(50, true), ...times(5, false));
    expect([first, second].map((host) => detector.isEjected(host))).toEqual([true, false]);
    const alone = detectorOf(2);
    alone.detector.use([alone.first]);
    alone.calls(alone.first, ...times(50, false));
    expect(alone.detector.ejected).toBe(0);
  });

  it('leaves it out longer each time, up to a limit, and forgives with time', () => {
    const { detector, first, second, calls, pass } = detectorOf(2);
    const outFor = (): number => {
      calls(second, ...times(20, true));
      calls(first, ...times(5, false));
      let ms = 0;
      for (; detector.isEjected(first); ms += 1000) pass(1000);
      return ms;
    };
    expect([outFor(), outFor(), outFor()]).toEqual([5000, 10_000, 12_000]);
    pass(10_000);
    expect(outFor()).toBe(10_000);
    pass(60_000);
    expect(outFor()).toBe(5000);
  });

  it('counts those that are left out when addresses change', () => {
    const { detector, first, second, calls } = detectorOf(2);
    calls(second, ...times(20, true));
    calls(first, ...times(5, false));
    detector.use([second]);
    expect(detector.ejected).toBe(0);
    detector.use([first, second]);
    expect(detector.ejected).toBe(1);
  });
});
