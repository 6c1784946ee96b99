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
  return timeout === undefined ? undefined : `${timeout.ms}ms`;
}

/** Attempts of a call. */
export function retryInWords(retry: Step['retry']): string | undefined {
  if (retry === undefined) return undefined;
  return `${retry.attempts} attempts on ${retry.codes.join(', ')}, from ${retry.backoffMs}ms apart`;
}

/** A second copy of a call. */
export function hedgeInWords(hedge: Step['hedge']): string | undefined {
  if (hedge === undefined) return undefined;
  return hedge.afterMs === undefined ? 'after the 95th percentile' : `after ${hedge.afterMs}ms`;
}

/** How long values are kept. */
export function cacheInWords(times: CacheTimes | undefined): string | undefined {
  if (times === undefined) return undefined;
  const { ttlMs, staleWhileRevalidateMs, staleIfErrorMs, negativeTtlMs, degradedTtlMs } = times;
  return [
    `ttl ${ttlMs}ms`,
    ...(staleWhileRevalidateMs > 0 ? [`stale while revalidating ${staleWhileRevalidateMs}ms`] : []),
    ...(staleIfErrorMs > 0 ? [`stale if error ${staleIfErrorMs}ms`] : []),
    ...(negativeTtlMs > 0 ? [`NOT_FOUND ${negativeTtlMs}ms`] : []),
    ...(degradedTtlMs > 0 ? [`with gaps ${degradedTtlMs}ms`] : []),
  ].join(', ');
}
