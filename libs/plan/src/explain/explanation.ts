/** A composite method in words and numbers: plain data, as `tributary explain` prints it. */
export interface Explanation {
  /** "package.Service/Method". */
  readonly method: string;
  /** The file that declares it, as the descriptors name it. */
  readonly file: string;
  /** What the method declares of its side effects. */
  readonly safety: Declared;
  readonly timeoutMs: number;
  /** Of the budget, kept for the answer itself: work that the answer can do without ends so much earlier. */
  readonly reserveMs: number;
  /** The request's field mask; undefined: there is none, and only the metadata `tributary-fields` asks for parts. */
  readonly maskField: string | undefined;
  /** Metadata keys that the answer may depend on. */
  readonly metadata: readonly string[];
  /** Paths of the Completeness fields that the engine fills. */
  readonly completeness: readonly string[];
  /** What callers are told of a method that is to go, dates as in ISO 8601; undefined: it stays. */
  readonly deprecation: ExplainedDeprecation | undefined;
  /** Tags that are invalidated once the method has succeeded. */
  readonly invalidates: readonly string[];
  /** All calls, in the order of their stages, in each as written. */
  readonly steps: readonly Step[];
  readonly stages: readonly Stage[];
  readonly requirements: readonly ExplainedRequirement[];
  readonly bound: CallsBound;
  readonly chain: LongestChain;
  /** Where each name's value comes from: lets, then fields as written, messages inside below their fields. */
  readonly fields: readonly FieldOrigin[];
  readonly caches: readonly ExplainedCache[];
  /** The upstream methods that may be called, and who says that they are safe. */
  readonly upstreams: readonly ExplainedMethod[];
  /** What an answer loses where an upstream is down: a row for each service, and for its methods where it has several. */
  readonly outages: readonly Outage[];
  /** Messages inside themselves, at the depth where the explanation stops. */
  readonly cut: readonly string[];
}

/** See {@link Explanation.deprecation}. */
export interface ExplainedDeprecation {
  readonly since: string | undefined;
  readonly sunset: string | undefined;
  readonly link: string | undefined;
}

/** What a method may do besides answering. */
export type Declared = 'NO_SIDE_EFFECTS' | 'IDEMPOTENT' | 'SIDE_EFFECTS';

/** Calls that can start at the same moment, when everything before them has answered. */
export interface Stage {
  /** From 1. */
  readonly number: number;
  /** Paths of {@link Explanation.steps}. */
  readonly steps: readonly string[];
}

/** A call of the plan. */
export interface Step {
  /** The field or `$let` that it is for, as "screenings[].price"; of a message's own source "source". */
  readonly path: string;
  /** From 1; 0 where it is made only while a fallback stands in. */
  readonly stage: number;
  /** "package.Service/Method". */
  readonly call: string;
  readonly args: readonly { readonly field: string; readonly value: string }[];
  readonly when: string | undefined;
  /** The names that it waits for, as paths; "screenings[]" is an element, without what is made inside it. */
  readonly waitsFor: readonly string[];
  /** The calls behind these names: paths of other steps. */
  readonly after: readonly string[];
  /** It has side effects, so all requirements of its message, and of those around it, must hold first. */
  readonly waitsForRequirements: boolean;
  readonly treatment: ExplainedTreatment;
  /** Something required needs it, so the method fails with it; anything else ends a reserve before the budget. */
  readonly essential: boolean;
  readonly count: CallCount;
  readonly batch: { readonly keys: string; readonly maxKeys: number } | undefined;
  readonly timeout: OwnTimeout | undefined;
  readonly retry:
    { readonly attempts: number; readonly backoffMs: number; readonly codes: readonly string[] } | undefined;
  /** `afterMs` undefined: the 95th percentile seen of late. */
  readonly hedge: { readonly afterMs: number | undefined } | undefined;
  readonly cache: CacheTimes | undefined;
  /** The path of a step before it that makes the same call: within a request they are one. */
  readonly sameAs: string | undefined;
}

/** A call's own time limit, and who gave it. */
export interface OwnTimeout {
  readonly ms: number;
  readonly from: 'composition' | 'configuration';
}

/** What becomes of a failure. */
export interface ExplainedTreatment {
  readonly kind: 'required' | 'optional' | 'fallback' | 'let';
  readonly fallback: string | undefined;
  /** Elements that fail are left out. */
  readonly optionalElements: boolean;
  /** Status codes that mean that there is none. */
  readonly absent: readonly string[];
}

/** How often a call is made for one request, at most. */
export type CallCount =
  | { readonly kind: 'once' }
  /** Once for each element of a list. */
  | { readonly kind: 'each'; readonly list: string }
  /** Once for each `maxKeys` keys, begun ones included. */
  | {
      readonly kind: 'batched';
      readonly maxKeys: number;
      /** There is a key for each of its elements; undefined: the keys are one list. */
      readonly list: string | undefined;
      /** Apart for each element of this list, since other arguments differ. */
      readonly apart: string | undefined;
    };

/** The most distinct upstream calls of one request: attempts of a call not counted, caches cold. */
export interface CallsBound {
  /** Calls that do not depend on the length of a list. */
  readonly fixed: number;
  readonly perList: readonly { readonly path: string; readonly count: CallCount }[];
  /** More than these, and the method fails with RESOURCE_EXHAUSTED. */
  readonly maxCalls: number;
  /** The only list that makes the number grow by one for each element: with more elements than this it is too many. */
  readonly mostElements: { readonly list: string; readonly count: number } | undefined;
}

/** The most calls that wait for each other. */
export interface LongestChain {
  readonly links: readonly { readonly path: string; readonly call: string; readonly timeout: OwnTimeout | undefined }[];
  /** The sum of their own timeouts; undefined where one has none and so takes what is left of the budget. */
  readonly timeoutsMs: number | undefined;
  /** The longest that it can take: their own timeouts, and never more than the budget. */
  readonly worstMs: number;
}

/** Where a name's value comes from. */
export interface FieldOrigin {
  readonly path: string;
  readonly type: string;
  readonly kind: 'call' | 'computed' | 'path' | 'by-name' | 'in-place' | 'completeness' | 'unset' | 'given';
  /** In words: "by name from source.starts_at". */
  readonly origin: string;
  readonly treatment: ExplainedTreatment;
  readonly when: string | undefined;
  readonly errors: readonly string[];
}

/** A condition of a message. */
export interface ExplainedRequirement {
  /** The message's path; '' for the response. */
  readonly path: string;
  readonly that: string;
  readonly code: string;
  readonly message: string | undefined;
}

/** How long values are kept, in milliseconds; 0: not at all. */
export interface CacheTimes {
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly negativeTtlMs: number;
  readonly degradedTtlMs: number;
}

/** A cache and what its keys are made of. */
export interface ExplainedCache {
  /** Of a call: the field or `$let`; '' for the method's own. */
  readonly path: string;
  readonly method: string;
  readonly times: CacheTimes;
  readonly key: readonly string[];
  readonly tags: readonly string[];
}

/** An upstream method, and why it may be shared, cached or retried. */
export interface ExplainedMethod {
  readonly method: string;
  readonly level: Declared;
  /** `contract`: the method says so itself; `configuration`: `tributary.yaml` vouches for it. */
  readonly saidBy: 'contract' | 'configuration';
}

/** What becomes of an answer while every call of an upstream fails with UNAVAILABLE and nothing is cached. */
export interface Outage {
  readonly service: string;
  /** Of the service's methods only this one; undefined: all of them. */
  readonly method: string | undefined;
  readonly answer: OutageAnswer;
  /** What happens to parts of an answer that goes out. */
  readonly effects: readonly OutageEffect[];
  /** Values that a cache may still have, so that it turns out better. */
  readonly stale: readonly { readonly path: string; readonly staleIfErrorMs: number }[];
}

/** Whether there is an answer. */
export type OutageAnswer =
  | { readonly kind: 'answered' }
  /** `certain`: false where it takes a condition to hold, or members of a oneof before it to be none. */
  | { readonly kind: 'fails'; readonly certain: boolean; readonly codes: readonly string[] };

/**
 * What happens to a part of an answer. Lists are taken to have elements, and what is up to give values.
 *
 * - `missing`: unset, gap FAILED; `fallback`: the fallback's value, gap FALLBACK; `dropped`: elements left out, gap DROPPED;
 * - `absent`: unset without a gap, since the failure's code is one of its `absent` ones.
 */
export interface OutageEffect {
  readonly path: string;
  readonly kind: 'missing' | 'fallback' | 'dropped' | 'absent';
  /** False where it takes a condition to hold, or members of a oneof before it to be none. */
  readonly certain: boolean;
  /** Of a fallback: the expression. */
  readonly fallback: string | undefined;
}
