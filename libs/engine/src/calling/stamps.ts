import type { Stamp } from '@tributary/cache';

/** The earlier of two moments: what rests on values of both is as old as the older one. */
export function earlier(one: Stamp | undefined, other: Stamp | undefined): Stamp | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other;
  const { sharedMoment: a } = one;
  const { sharedMoment: b } = other;
  return {
    moment: Math.min(one.moment, other.moment),
    sharedMoment: a === undefined || b === undefined ? undefined : Math.min(a, b),
  };
}
