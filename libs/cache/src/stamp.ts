declare const stamp: unique symbol;

/**
 * A moment in the order of a cache's invalidations; not a time. Later ones are larger, and it is only good for the cache
 * it came from.
 */
export type Stamp = number & { readonly [stamp]: true };
