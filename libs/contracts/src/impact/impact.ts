import type { DescMethod } from '@bufbuild/protobuf';
import type { FileDescriptorSet } from '@bufbuild/protobuf/wkt';
import type { Finding, Vouching } from '@tributary/language';
import type { ExplainOptions } from '@tributary/plan';
import type { Change } from '../diff/change.ts';
import type { Reason } from './judging/judge-change.ts';
import type { Verdict } from './judging/verdict.ts';
import type { PlanDifference } from './plans/plan-difference.ts';
import type { Skew } from './skew/skew.ts';

/** A contract, as it is deployed or as it is to be. */
export interface ContractSide {
  /** All files with what they import, as `buf build` makes it. */
  readonly descriptors: FileDescriptorSet;
  /** A file's text by its name in the descriptors, where it is known: findings then point at the character. */
  readonly text?: (file: string) => string | undefined;
}

/** What the contracts do not say themselves; the same on both sides. */
export interface ImpactOptions {
  /** Methods that somebody vouches for. Default: none. */
  readonly vouch?: Vouching | undefined;
  /** The timeout that the configuration gives to calls without one of their own. Default: none. */
  readonly configuredTimeoutMs?: ExplainOptions['configuredTimeoutMs'];
}

/** What a change of contracts does to composite methods. */
export interface Impact {
  /** Every change, in the order of the comparison. */
  readonly changes: readonly ChangeImpact[];
  /** The composite methods of both sides, in the order of the base's files, new ones last. */
  readonly methods: readonly MethodImpact[];
  /** Changes that look breaking, and nothing that any method does comes of them. */
  readonly alarming: readonly ChangeImpact[];
  /** Changes that look harmless, and touch a method. */
  readonly unsuspicious: readonly ChangeImpact[];
}

/** A change, and what comes of it. */
export interface ChangeImpact {
  readonly change: Change;
  /** The worst of the methods'; of no method `additive` where something is new, else `latent`. */
  readonly verdict: Verdict;
  /** The methods in whose reach it is. */
  readonly methods: readonly ChangeInMethod[];
}

/** What comes of a change for one method. */
export interface ChangeInMethod {
  /** "package.Service/Method". */
  readonly method: string;
  readonly verdict: Verdict;
  /** Empty where nothing comes of it. */
  readonly reasons: readonly Reason[];
}

/** How a method is told of on both sides. */
export type MethodState =
  /** It loads on both sides. */
  | 'compared'
  /** It loaded, and does not any more: its findings say why. */
  | 'does-not-load'
  /** It was composite, and is not any more. */
  | 'gone'
  | 'new'
  /** It did not load before either, so there is nothing to compare. */
  | 'unknown';

/** What becomes of a composite method. */
export interface MethodImpact {
  /** "package.Service/Method". */
  readonly method: string;
  readonly state: MethodState;
  readonly verdict: Verdict;
  /** What keeps it from being loaded. */
  readonly findings: readonly Finding[];
  readonly differences: readonly PlanDifference[];
  /** Those findings and differences that come of no single change. */
  readonly unexplained: { readonly findings: readonly Finding[]; readonly differences: readonly PlanDifference[] };
  /** Undefined where there is nothing to compare. */
  readonly skew: Skew | undefined;
}

/** "package.Service/Method". */
export function nameOfMethod(method: DescMethod): string {
  return `${method.parent.typeName}/${method.name}`;
}
