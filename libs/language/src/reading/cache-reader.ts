import type { CacheRule, TypedExpression } from '../composition.ts';
import { maxTimerMs, parseDuration } from '../duration.ts';
import type { Cache } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import { nameOfType, readExpression } from './expression-reader.ts';
import type { MessageUse } from './message-use.ts';
import type { ReadingContext } from './reading-context.ts';
import type { Standing } from './use-scope.ts';

/** How long an answer with gaps is kept where the option does not say. */
const defaultDegradedTtlMs = 1000;

/** Reads a duration option; 0 where it is not given or in error. */
function readDuration(context: ReadingContext, site: OptionSite, path: OptionPath, text: string): number {
  if (text === '') return 0;
  const duration = parseDuration(text);
  if (typeof duration === 'number') return duration;
  context.report.atOption('bad-option', site, path, {
    message: duration,
    note: 'write a positive number and a unit: "800ms", "1.5s", "10m", "2h"',
  });
  return 0;
}

/** Reads how long something may wait; what no timer can wait is as good as for ever. */
export function readWait(context: ReadingContext, site: OptionSite, path: OptionPath, text: string): number {
  return Math.min(readDuration(context, site, path, text), maxTimerMs);
}

/** Reads a `cache` option. */
export function readCache(
  context: ReadingContext,
  use: MessageUse,
  cache: Cache,
  site: OptionSite,
  path: OptionPath,
  standing: Standing,
): CacheRule {
  const time = (key: string, text: string): number => readDuration(context, site, [...path, key], text);
  if (cache.ttl === '') {
    context.report.atKey('bad-option', site, path, {
      message: '`cache` needs a `ttl`',
      note: 'say how long the value is fresh: cache: { ttl: "30s" }',
    });
  }
  const ttlMs = time('ttl', cache.ttl);
  const degraded = time('degraded_ttl', cache.degradedTtl);
  return {
    ttlMs,
    staleWhileRevalidateMs: time('stale_while_revalidate', cache.staleWhileRevalidate),
    staleIfErrorMs: time('stale_if_error', cache.staleIfError),
    negativeTtlMs: time('negative_ttl', cache.negativeTtl),
    degradedTtlMs: degraded > 0 ? degraded : Math.min(defaultDegradedTtlMs, ttlMs),
    tags: readTags(context, use, cache.tags, site, [...path, 'tags'], standing),
  };
}

/** Reads tag expressions: a string or a list of strings each. */
export function readTags(
  context: ReadingContext,
  use: MessageUse,
  texts: readonly string[],
  site: OptionSite,
  path: OptionPath,
  standing: Standing,
): readonly TypedExpression[] {
  return texts.flatMap((text, i) => {
    const place = { site, path: [...path, i] };
    const expression = readExpression(context, use, text, place, standing);
    if (expression === undefined) return [];
    if (isTag(expression)) return [expression];
    context.report.atOption('type-mismatch', site, place.path, {
      message: `a tag is a string or a list of strings, and this is ${nameOfType(expression)}`,
      note: 'write string(…) around a number',
    });
    return [];
  });
}

function isTag(expression: TypedExpression): boolean {
  if (expression.kind === 'metadata') return true;
  if (expression.kind === 'path') {
    const type = expression.type.kind === 'list' ? expression.type.element : expression.type;
    return type.kind === 'scalar' && type.scalar === 'string';
  }
  const type = expression.type.kind === 'list' ? expression.type.element : expression.type;
  return type.kind === 'string' || type.kind === 'dyn';
}
