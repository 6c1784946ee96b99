import type { Logger } from 'pino';
import type { Configuration } from '@tributary/configuration';
import { UsageFile } from './usage-file.ts';
import { startUsageTelemetry, type UsageTelemetry } from './usage-telemetry.ts';
import type { UsageTally } from './usage-tally.ts';

/** What there is to export, and where to. */
export interface ExportedUsage {
  readonly configuration: Configuration;
  readonly usage: UsageTally;
  readonly clock: { now(): number };
  readonly log: Logger;
}

/** Brings what was counted to a file and to OpenTelemetry, where that is wanted. */
export class UsageExports {
  readonly #exported: ExportedUsage;
  readonly #file: UsageFile | undefined;
  #telemetry: UsageTelemetry | undefined;

  constructor(exported: ExportedUsage) {
    const { configuration, usage: tally, clock, log } = exported;
    this.#exported = exported;
    const { usage } = configuration;
    if (usage !== undefined)
      this.#file = new UsageFile({ path: usage.file, everyMs: usage.everyMs, tally, clock, log });
  }

  /** Begins. What cannot be exported is told in the log, and keeps nobody from being served. */
  async start(): Promise<void> {
    const { configuration, usage, log } = this.#exported;
    await this.#file?.start();
    this.#telemetry = await startUsageTelemetry(configuration.telemetry, usage, log);
  }

  /** Exports what is new for the last time. */
  async close(): Promise<void> {
    await this.#file?.close();
    await this.#telemetry?.close();
  }
}
