import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/**
 * NestJS's own log lines as JSON lines of pino. NestJS passes what it logs as loose values of which the last is the
 * context; what it tells while it starts is for debugging.
 */
export class PinoNestLogger implements LoggerService {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  #write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const fields: Record<string, unknown> = typeof context === 'string' ? { context } : {};
    if (message instanceof Error) {
      this.#log[level]({ ...fields, err: message }, message.message);
      return;
    }
    const stack = rest.length > 1 ? rest[0] : undefined;
    if (typeof stack === 'string') fields['stack'] = stack;
    this.#log[level](fields, typeof message === 'string' ? message : JSON.stringify(message));
  }
}
