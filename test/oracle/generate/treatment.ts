/** What is said of a field however it is filled: conditions, and what becomes of failures. */
import type { Choices } from './choices.ts';
import type { Expressions } from './expressions.ts';
import type { FieldType, SourceModel } from './proto-model.ts';

/** What `fallback` and `errors` may read besides. */
export function failing(reader: Expressions): Expressions {
  return reader.with([
    { text: 'error.code', type: { kind: 'scalar', scalar: 'string' }, askable: false },
    { text: 'error.message', type: { kind: 'scalar', scalar: 'string' }, askable: false },
  ]);
}

/** Adds to a field's options; undefined stays undefined where nothing is added. */
export function treat(
  { choices }: { readonly choices: Choices },
  reader: Expressions,
  from: SourceModel | undefined,
  type: FieldType,
): SourceModel | undefined {
  if (from?.unset === true) return from;
  const added: SourceModel = {};
  if (choices.percent(12)) added.when = reader.condition();
  if (choices.percent(35)) added.optional = true;
  const afterwards = failing(reader);
  if (choices.percent(12)) added.fallback = afterwards.for(type);
  if (type.kind === 'list' && choices.percent(40)) added.optional_elements = true;
  if (from?.call !== undefined && choices.percent(12)) added.absent = [choices.one(5, 14, 9)];
  if (choices.percent(12)) {
    added.errors = [
      {
        ...(choices.percent(50) ? { codes: [choices.one(14, 5, 13)] } : {}),
        ...(choices.percent(30) ? { when: afterwards.condition() } : {}),
        ...(choices.percent(60) ? { code: choices.one(10, 12, 5) } : {}),
        ...(choices.percent(50) ? { message: afterwards.kind('string', 1) } : {}),
      },
    ];
  }
  return from === undefined && Object.keys(added).length === 0 ? undefined : { ...from, ...added };
}
