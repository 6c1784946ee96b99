import { fork } from 'node:child_process';
import { processFile } from '../places.ts';
import { ask } from '../processes/question.ts';

/** What requests go to. */
export type Target =
  | { readonly kind: 'grpc'; readonly address: string; readonly path: string }
  | { readonly kind: 'graphql'; readonly url: string };

/** Which key each request asks for. */
export type Keys =
  /** One that no request has asked for before. */
  | { readonly kind: 'new' }
  /** The first so many, in their order. */
  | { readonly kind: 'first'; readonly count: number }
  /** By Zipf's law (exponent 1) one of the first so many; but this share of the requests ask for a new one. */
  | { readonly kind: 'zipf'; readonly count: number; readonly newShare: number };

/** When requests are sent. */
export type Pace =
  /** As soon as one of so many is answered. */
  | { readonly kind: 'closed'; readonly concurrency: number; readonly durationMs: number }
  /** The same, up to a number of requests, or until it has taken so long. */
  | { readonly kind: 'counted'; readonly concurrency: number; readonly count: number; readonly limitMs: number }
  /** So many in a second, whether or not others are answered. */
  | { readonly kind: 'fixed'; readonly ratePerSecond: number; readonly durationMs: number };

/** Requests to send. */
export interface Load {
  readonly target: Target;
  /** The request, as a template: its bytes in base64, and where seven digits go. */
  readonly body: string;
  readonly places: readonly number[];
  /** How long each answer must be; undefined: any length will do. */
  readonly answerLength: number | undefined;
  readonly keys: Keys;
  readonly pace: Pace;
}

/** What came of it. */
export interface Outcome {
  readonly answered: number;
  readonly failed: number;
  /** Requests without an answer a second after the last one was sent. */
  readonly unanswered: number;
  readonly firstFailure: string | undefined;
  /** From the first request to the last answer in time. */
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The load generator, in a process of its own. */
export interface LoadGenerator {
  run(load: Load): Promise<Outcome>;
  stop(): void;
}

/** Starts it. */
export function startLoadGenerator(): LoadGenerator {
  const child = fork(processFile('load/load.process.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return { run: (load) => ask<Outcome>(child, load), stop: () => child.kill('SIGKILL') };
}
