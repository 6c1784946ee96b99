import { durationText } from './duration-text.ts';
import type { CacheTimes, CallCount, Declared, ExplainedTreatment, OwnTimeout, Step } from './explanation.ts';

/** What a method declares, in the words of its option. */
export function declaredInWords(declared: Declared): string {
  return declared === 'SIDE_EFFECTS' ? 'may have side effects' : declared;
}

/** How often a call is made. */
export function countInWords(count: CallCount): string {
  switch (count.kind) {
    case 'once':
      return '1';
    case 'each':
      return `1 per element of ${count.list}`;
    case 'batched': {
      const keys = count.list === undefined ? 'keys' : `elements of ${count.list}`;
      return `1 per ${count.maxKeys} ${keys}${count.apart === undefined ? '' : `, apart for each element of ${count.apart}`}`;
    }
  }
}

/** How long values are kept. */
export function timesInWords(times: CacheTimes): string {
  const { ttlMs, staleWhileRevalidateMs, staleIfErrorMs, negativeTtlMs } = times;
  return [
    durationText(ttlMs),
    ...(staleWhileRevalidateMs > 0 ? [`${durationText(staleWhileRevalidateMs)} stale while revalidating`] : []),
    ...(staleIfErrorMs > 0 ? [`${durationText(staleIfErrorMs)} stale if refreshing fails`] : []),
    ...(negativeTtlMs > 0 ? [`NOT_FOUND ${durationText(negativeTtlMs)}`] : []),
  ].join(', ');
}

/** What becomes of a failure. */
export function treatmentInWords({ kind, fallback, optionalElements, absent }: ExplainedTreatment): string {
  const kept = optionalElements ? ', elements that fail are dropped' : '';
  const none = absent.length > 0 ? `, ${absent.join(', ')} means none` : '';
  switch (kind) {
    case 'required':
      return `required${kept}${none}`;
    case 'optional':
      return `optional${kept}${none}`;
    case 'fallback':
      return `fallback ${fallback ?? ''}${kept}${none}`;
    case 'let':
      return `required by what reads it${kept}${none}`;
  }
}

/** A time limit of a call's own. */
export function timeoutInWords(timeout: OwnTimeout | undefined): string {
  if (timeout === undefined) return 'no timeout of its own';
  return `timeout ${durationText(timeout.ms)}${timeout.from === 'configuration' ? ' (configuration)' : ''}`;
}

/** All that there is to say of a call, besides its name and stage. */
export function stepInWords(step: Step): readonly string[] {
  const { args, when, waitsFor, batch, retry, hedge, cache, count } = step;
  return [
    ...(args.length > 0 ? [`with ${args.map(({ field, value }) => `${field} = ${value}`).join(', ')}`] : []),
    ...(when === undefined ? [] : [`when ${when}`]),
    ...(waitsFor.length > 0 ? [`waits for ${waitsFor.join(', ')}`] : []),
    ...(step.waitsForRequirements ? ['waits until all requirements hold'] : []),
    step.treatment.kind === 'required' && !step.essential
      ? treatmentInWords(step.treatment).replace(/^required/, 'required by its message')
      : treatmentInWords(step.treatment),
    ...(count.kind === 'once' ? [] : [`${countInWords(count)}${batch === undefined ? '' : ' (batched)'}`]),
    ...(step.timeout === undefined ? [] : [timeoutInWords(step.timeout)]),
    ...(step.essential ? [] : ['given up a reserve before the budget ends']),
    ...(retry === undefined
      ? []
      : [`up to ${retry.attempts} attempts on ${retry.codes.join(', ')}, from ${durationText(retry.backoffMs)} apart`]),
    ...(hedge === undefined
      ? []
      : [`hedged after ${hedge.afterMs === undefined ? 'the 95th percentile' : durationText(hedge.afterMs)}`]),
    ...(cache === undefined ? [] : [`cached ${timesInWords(cache)}`]),
    ...(step.sameAs === undefined ? [] : [`the same call as ${step.sameAs}: made once`]),
  ];
}
