import type { DescMethod, Message } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import type { Json } from './file/json.ts';
import type { Entry } from './file/yaml-reader.ts';
import type { PathStep } from './types/field-path.ts';
import type { RequestPattern } from './types/request-pattern.ts';

/** A scenario file, read and checked against the protos: all its messages are of their types. */
export interface Scenario {
  /** Part of `tributary.yaml`; undefined where the scenario has none. */
  readonly config: ScenarioConfig | undefined;
  /** How the upstreams answer, by `package.Service/Method`. */
  readonly scripts: ReadonlyMap<string, MethodScript>;
  readonly examination: Examination;
}

/** The part of `tributary.yaml` that a scenario gives, with the place it stands at. */
export interface ScenarioConfig {
  readonly json: Json;
  readonly entry: Entry;
}

/** What a scenario looks at: the answers of a running composite, or the findings in its composition. */
export type Examination =
  | { readonly kind: 'cases'; readonly cases: readonly Case[] }
  | { readonly kind: 'check'; readonly findings: readonly ExpectedFinding[] };

/** How one upstream method answers: the first entry that matches does. */
export interface MethodScript {
  readonly method: DescMethod;
  readonly entries: readonly ScriptEntry[];
}

/** One way to answer. */
export interface ScriptEntry {
  readonly matches: RequestPattern;
  readonly answer: ScriptedAnswer;
  /** Before answering. */
  readonly delayMs: number;
  /** Answers this many calls, then no more; Infinity: always. */
  readonly times: number;
}

/** What an upstream answers with. Trailers are lowercase keys with their values; those of `-bin` keys in base64. */
export type ScriptedAnswer =
  | { readonly kind: 'reply'; readonly message: Uint8Array; readonly trailers: MetadataPairs }
  | {
      readonly kind: 'status';
      readonly code: number;
      readonly message: string;
      /** A serialized google.rpc.Status; undefined where there are no details. */
      readonly details: Uint8Array | undefined;
      readonly trailers: MetadataPairs;
    }
  | { readonly kind: 'hang' };

/** Keys of gRPC metadata with their values, a repeated key several times; values of `-bin` keys in base64. */
export type MetadataPairs = readonly (readonly [key: string, value: string])[];

/** A call of the composite, or several at once, and what the caller must see. */
export interface Case {
  readonly name: string;
  readonly method: DescMethod;
  readonly request: Uint8Array;
  readonly metadata: MetadataPairs;
  readonly deadlineMs: number;
  /** How far the composite's clock is moved on before the call. */
  readonly advanceMs: number;
  /** How many times the call is made at once. */
  readonly concurrency: number;
  readonly expected: Expectation;
}

/** What a caller must see, and what must have arrived at the upstreams. What is undefined or empty is not compared. */
export interface Expectation {
  /** A gRPC status code. */
  readonly status: number;
  /** Contained in the status' message. */
  readonly message: string | undefined;
  /** Of the ErrorInfo. */
  readonly reason: string | undefined;
  /** Messages that must be among the status' details. */
  readonly details: readonly Any[];
  readonly response: Message | undefined;
  readonly unknownFields: readonly ExpectedUnknownFields[];
  /** Exactly these, in this order. */
  readonly gaps: readonly ExpectedGap[];
  /** By method: how many calls arrived. */
  readonly calls: ReadonlyMap<string, number>;
  /** By method: the requests that arrived, in any order. */
  readonly requests: ReadonlyMap<string, readonly Message[]>;
  /** By method and key: the value that each call had; null: none had the key. */
  readonly upstreamMetadata: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
  /** By method: the longest time that a call was given. */
  readonly upstreamDeadlinesMs: ReadonlyMap<string, number>;
  /** By key, lowercase; null: must be absent. */
  readonly trailers: ReadonlyMap<string, TextPattern | null>;
  readonly withinMs: number | undefined;
  readonly atLeastMs: number | undefined;
}

/** Unknown fields that must have arrived in the messages at a path; no numbers: none may have. */
export interface ExpectedUnknownFields {
  /** As written. */
  readonly path: string;
  readonly steps: readonly PathStep[];
  readonly numbers: readonly number[];
}

/** A gap as it is expected: what is undefined is not compared. */
export interface ExpectedGap {
  readonly path: string | undefined;
  /** A value of tributary.v1.GapReason. */
  readonly reason: number | undefined;
  /** A gRPC status code. */
  readonly code: number | undefined;
  readonly call: string | undefined;
  /** The gap's age must be at least so much. */
  readonly ageMs: number | undefined;
}

/** A text to be met: equal, or matching. */
export type TextPattern =
  { readonly kind: 'equals'; readonly text: string } | { readonly kind: 'matches'; readonly pattern: RegExp };

/** A finding that `tributary check` must have. */
export interface ExpectedFinding {
  readonly rule: string;
  /** Relative to the folder of the protos. */
  readonly file: string;
  readonly line: number;
  /** Undefined: any column. */
  readonly column: number | undefined;
}
