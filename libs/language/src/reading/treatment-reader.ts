import type { ErrorMapping, Treatment } from '../composition.ts';
import { Code } from '../generated/google/rpc/code_pb.ts';
import type { Source } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import { assignExpression, type Target } from './assignment-reader.ts';
import { readCondition, readExpression, readText } from './expression-reader.ts';
import type { MessageUse } from './message-use.ts';
import type { ReadingContext } from './reading-context.ts';
import type { Standing } from './use-scope.ts';

const onFailure: Standing = { kind: 'failure' };

/** What is done with a value however it comes about: nothing special. */
export const plainTreatment: Treatment = {
  when: undefined,
  optional: false,
  fallback: undefined,
  optionalElements: false,
  absent: [],
  errors: [],
};

/**
 * Reads `when`, `optional`, `fallback`, `optional_elements`, `absent` and `errors`.
 *
 * @param target - what the fallback is assigned to; undefined where that is in error itself
 * @returns undefined where an expression is in error
 */
export function readTreatment(
  context: ReadingContext,
  use: MessageUse,
  source: Source,
  site: OptionSite,
  path: OptionPath,
  target: Target | undefined,
): Treatment | undefined {
  const at = (key: string): { site: OptionSite; path: OptionPath } => ({ site, path: [...path, key] });
  const when = source.when === '' ? undefined : readCondition(context, use, source.when, at('when'));
  const fallback =
    source.fallback === '' ? undefined : readFallback(context, use, source.fallback, at('fallback'), target);
  const errors = readErrors(context, use, source, site, path);
  if (source.optionalElements && target !== undefined && target.type.kind !== 'list') {
    context.report.atKey('bad-option', site, [...path, 'optional_elements'], {
      message: '`optional_elements` is for repeated fields',
      note: 'on a single value write `optional: true`',
    });
  }
  if ((source.when !== '' && when === undefined) || (source.fallback !== '' && fallback === undefined))
    return undefined;
  const optional = source.optional || source.fallback !== '';
  return {
    when,
    optional,
    fallback,
    optionalElements: source.optionalElements,
    absent:
      source.absent.length > 0 ? source.absent : source.optional && source.fallback === '' ? [Code.NOT_FOUND] : [],
    errors,
  };
}

function readFallback(
  context: ReadingContext,
  use: MessageUse,
  text: string,
  place: { site: OptionSite; path: OptionPath },
  target: Target | undefined,
): Treatment['fallback'] {
  const value = readExpression(context, use, text, place, onFailure);
  if (value === undefined || target === undefined) return undefined;
  const assigned = assignExpression(context, value, target);
  if (assigned.kind === 'assignment') return { value, assignment: assigned.assignment };
  context.report.atOption('type-mismatch', place.site, place.path, assigned);
  return undefined;
}

function readErrors(
  context: ReadingContext,
  use: MessageUse,
  { errors }: Source,
  site: OptionSite,
  path: OptionPath,
): readonly ErrorMapping[] {
  return errors.map((rule, i) => {
    const at = (key: string): { site: OptionSite; path: OptionPath } => ({ site, path: [...path, 'errors', i, key] });
    return {
      codes: rule.codes,
      when: rule.when === '' ? undefined : readCondition(context, use, rule.when, at('when'), onFailure),
      code: rule.code === Code.OK ? undefined : rule.code,
      message: rule.message === '' ? undefined : readText(context, use, rule.message, at('message'), onFailure),
    };
  });
}
