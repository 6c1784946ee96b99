import type { GrowthResults } from '../growth/growth-results.ts';
import type { ScenarioResults } from '../measure/scenario-results.ts';

/** Where and with what a bench ran. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  /** Load of the last minute before the bench, as the system tells it: whether the machine was quiet. */
  readonly loadBefore: number;
  /** By what they are versions of. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A contender, as tables name it. */
export interface ContenderNames {
  readonly name: string;
  readonly title: string;
}

/** What a script about the cache told: rows of a table, under a heading. */
export interface CacheFigures {
  readonly script: string;
  readonly figures: unknown;
}

/** All that a bench found out. */
export interface BenchReport {
  /** As `2026-11-21`. */
  readonly date: string;
  /** What was typed. */
  readonly command: string;
  readonly tookSeconds: number;
  readonly rounds: number;
  readonly machine: Machine;
  readonly contenders: readonly ContenderNames[];
  readonly scenarios: readonly ScenarioResults[];
  /** Undefined where it was not measured. */
  readonly growth: GrowthResults | undefined;
  readonly cache: readonly CacheFigures[];
}
