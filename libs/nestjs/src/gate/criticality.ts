/** The metadata key in which callers say how critical a request is. */
export const CRITICALITY_KEY = 'tributary-criticality';

/**
 * How critical a request is, from what is refused last to what is refused first, as Google's SREs tell them apart. A
 * request that does not say is `critical`.
 *
 * @see https://sre.google/sre-book/handling-overload/
 */
export const criticalities = ['critical_plus', 'critical', 'sheddable_plus', 'sheddable'] as const;

/** An index of {@link criticalities}: the lower, the more critical. */
export type Criticality = 0 | 1 | 2 | 3;

/** Reads the value of {@link CRITICALITY_KEY}; what is none of them counts as if nothing were said. */
export function criticalityOf(value: string | string[] | undefined): Criticality {
  if (typeof value !== 'string') return 1;
  switch (value.toLowerCase()) {
    case 'critical_plus':
      return 0;
    case 'sheddable_plus':
      return 2;
    case 'sheddable':
      return 3;
    default:
      return 1;
  }
}
