import type {
  CacheTimes,
  CallCount,
  ExplainedRequirement,
  ExplainedTreatment,
  OwnTimeout,
  Step,
} from '@tributary/plan';

/** How often a call is made. */
export function countInWords(count: CallCount): string {
  switch (count.kind) {
    case 'once':
      return '1';
    case 'each':
      return `1 per element of ${count.list}`;
    case 'batched': {
      const apart = count.apart === undefined ? '' : `, apart for each element of ${count.apart}`;
      return `1 per ${count.maxKeys} ${count.list === undefined ? 'keys' : `elements of ${count.list}`}${apart}`;
    }
  }
}

/** A condition of a message. */
export function requirementInWords({ that, code, message }: ExplainedRequirement): string {
  return `${that}, else ${code}${message === undefined ? '' : `: ${message}`}`;
}

/** What becomes of a failure. */
export function treatmentInWords({ kind, fallback, optionalElements, absent }: ExplainedTreatment): string {
  return [
    kind === 'fallback' ? `fallback ${fallback ?? ''}` : kind === 'let' ? 'required by what reads it' : kind,
    ...(optionalElements ? ['elements that fail are dropped'] : []),
    ...(absent.length > 0 ? [`${absent.join(', ')} means none`] : []),
  ].join('; ');
}

/** A call's own time limit. */
export function timeoutInWords(timeout: OwnTimeout | undefined): string | undefined {
  return timeout === undefined ? undefined : durationText(timeout.ms);
}

/** Attempts of a call. */
export function retryInWords(retry: Step['retry']): string | undefined {
  if (retry === undefined) return undefined;
  return `${retry.attempts} attempts on ${retry.codes.join(', ')}, from ${durationText(retry.backoffMs)} apart`;
}

/** A second copy of a call. */
export function hedgeInWords(hedge: Step['hedge']): string | undefined {
  if (hedge === undefined) return undefined;
  return hedge.afterMs === undefined ? 'after the 95th percentile' : `after ${durationText(hedge.afterMs)}`;
}

/**
 * How long values are kept.
 *
 * @param path - of the name whose call it is; '' for the method's answers, of which alone some may have gaps
 */
export function cacheInWords(times: CacheTimes | undefined, path: string): string | undefined {
  if (times === undefined) return undefined;
  const { ttlMs, staleWhileRevalidateMs, staleIfErrorMs, negativeTtlMs, degradedTtlMs } = times;
  return [
    `ttl ${durationText(ttlMs)}`,
    ...(staleWhileRevalidateMs > 0 ? [`stale while revalidating ${durationText(staleWhileRevalidateMs)}`] : []),
    ...(staleIfErrorMs > 0 ? [`stale if error ${durationText(staleIfErrorMs)}`] : []),
    ...(negativeTtlMs > 0 ? [`NOT_FOUND ${durationText(negativeTtlMs)}`] : []),
    ...(degradedTtlMs > 0 && path === '' ? [`with gaps ${durationText(degradedTtlMs)}`] : []),
  ].join(', ');
}

/** A time as options write it, in the largest unit that it is a whole number of. */
export function durationText(ms: number): string {
  if (ms > 0 && ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms > 0 && ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms > 0 && ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
