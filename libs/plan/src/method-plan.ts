import type { DescMethod } from '@bufbuild/protobuf';
import type { Composition } from '@tributary/language';
import type { FieldShape, MessageShape } from '@tributary/wire';
import type { Evaluator } from './evaluator.ts';
import type { CachePlan, MessagePlan } from './message-plan.ts';

/** A composite method, made ready to be served. */
export interface MethodPlan {
  /** What it was made from. */
  readonly composition: Composition;
  readonly method: DescMethod;
  /** "/package.Service/Method". */
  readonly path: string;
  /** Of the composition and of all contracts that it rests on: another one may make another answer of the same request. */
  readonly fingerprint: string;
  readonly request: MessageShape;
  readonly timeoutMs: number;
  readonly maxCalls: number;
  readonly maskField: FieldShape | undefined;
  readonly cache: CachePlan | undefined;
  readonly invalidates: readonly Evaluator[];
  /** Metadata keys that an answer may depend on, in lower case, sorted. */
  readonly metadataKeys: readonly string[];
  /** The upstream methods that it may call. */
  readonly upstreamMethods: readonly DescMethod[];
  readonly root: MessagePlan;
}
