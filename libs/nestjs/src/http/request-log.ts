import { status } from '@grpc/grpc-js';
import type { EngineObserver } from '@tributary/engine';
import type { Logger } from 'pino';
import { codeName } from './composite-metrics.ts';

const ok: number = status.OK;
// What points at the composite or its upstreams, rather than at the caller.
const serious: ReadonlySet<number> = new Set([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/**
 * Logs requests that failed: serious ones as warnings, others for debugging. Nothing of a request's content is in it, but
 * for the causes of expressions that failed, which are for debugging.
 */
export function requestLog(log: Logger): EngineObserver {
  return {
    requestEnded({ path, code, durationMs }) {
      if (code === ok) return;
      const fields = { method: path.slice(1), code: codeName(code), durationMs: Math.round(durationMs * 10) / 10 };
      if (serious.has(code)) log.warn(fields, 'request failed');
      else log.debug(fields, 'request failed');
    },
    expressionFailed({ path, at, cause }) {
      log.debug({ method: path.slice(1), at, cause }, 'expression failed');
    },
  };
}
