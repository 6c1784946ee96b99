/**
 * How much is generated: a little with every run of the tests, the same each time; much more, and new, on demand, by
 * TRIBUTARY_ORACLE_RUNS and TRIBUTARY_ORACLE_SEED (see the README).
 */
import type * as fc from 'fast-check';
import { choices } from './generate/choices.ts';

const { TRIBUTARY_ORACLE_RUNS: asked, TRIBUTARY_ORACLE_SEED: seed } = process.env;

/** Requests to each composition. */
export const requestsEach = 4;

/** The same with every run of the tests; on demand another each time, which a failure prints. */
const chosenSeed = Number(seed ?? (asked === undefined ? 20_261_120 : Date.now() % 2 ** 31));

/** Compositions to try, a share of all. */
export function runs(share: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.ceil(Number(asked ?? 300) * share), seed: chosenSeed };
}

/** In milliseconds. Machines are shared, and looking for the smallest example takes a while. */
export const timeLimitMs = asked === undefined ? 300_000 : 24 * 3_600_000;

/** Decisions for a file. */
export const fileChoices: fc.Arbitrary<readonly number[]> = choices(900);
/** Decisions for a request to it, and for its upstreams. */
export const requestChoices: fc.Arbitrary<readonly number[]> = choices(150);
