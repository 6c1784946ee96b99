import type { Logger } from 'pino';

/** How a process ends. */
export interface Shutdown {
  readonly log: Logger;
  /** Stops what runs. It may take its time, up to the limit. */
  readonly close: () => Promise<void>;
  /** The process is gone this long after the signal, whatever `close` does. */
  readonly limitMs: number;
}

/**
 * Ends the process on SIGTERM and SIGINT, in bounded time: `close`, then exit status 0; 1 where it failed or took longer
 * than the limit. A second signal ends it at once.
 */
export function shutDownOnSignals({ log, close, limitMs }: Shutdown): void {
  let ending = false;
  const end = (signal: NodeJS.Signals) => {
    if (ending) process.exit(1);
    ending = true;
    log.info({ signal }, 'shutting down');
    setTimeout(() => {
      log.error({ limitMs }, 'shutting down took too long');
      process.exit(1);
    }, limitMs).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'shutting down failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
