import { pino } from 'pino';

/** The process's log: JSON lines on standard output, at the level of `LOG_LEVEL`, by default `info`. */
export const log = pino({
  level: process.env['LOG_LEVEL'] ?? 'info',
  base: { service: 'movie-night', pid: process.pid },
});
