/** Which version of something is at work. */
export type Version = 'old' | 'new';

/**
 * Whether versions work together.
 *
 * - `unsafe`: answers are other ones than either version by itself would give, or there are none
 * - `depends`: on values, or on what callers do
 */
export type Safety = 'safe' | 'depends' | 'unsafe';

/** A moment of a rolling deployment. */
export interface SkewState {
  readonly composite: Version;
  readonly upstream: Version;
  readonly caller: Version;
  /** Who has filled the entries of the shared cache. */
  readonly entries: Version;
  readonly safety: Safety;
  /** Why it is not safe; empty where it is. */
  readonly why: readonly string[];
}

/** Who is deployed. */
export type Deployed = 'upstream' | 'composite' | 'callers';

/**
 * In which order to deploy.
 *
 * - `any`: upstream and composite in whatever order, callers when they like
 * - `sequence`: these, one after the other; who is not named may come at any time
 * - `none`: each order leads through a moment that is not safe
 */
export type DeployOrder =
  | { readonly kind: 'any' }
  | { readonly kind: 'sequence'; readonly steps: readonly Deployed[] }
  | { readonly kind: 'none'; readonly why: readonly string[] };

/** A cache that replicas of both versions share. */
export interface SharedCache {
  /** The name whose call it is for; '' for the method's answers. */
  readonly path: string;
  /** Both versions use the same entries. */
  readonly shared: boolean;
  readonly safety: Safety;
  readonly why: string;
}

/** A method while old and new versions are at work side by side. */
export interface Skew {
  /** All moments: of composite, upstream, caller and cache entries each old and new. */
  readonly states: readonly SkewState[];
  readonly caches: readonly SharedCache[];
  /** For all upstreams together. */
  readonly order: DeployOrder;
  /** By the service, where a change is in its reach. */
  readonly upstreams: readonly { readonly service: string; readonly order: DeployOrder }[];
}
