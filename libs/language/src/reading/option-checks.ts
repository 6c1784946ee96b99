import { isFieldSet } from '@bufbuild/protobuf';
import { SourceSchema, type Source } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import type { ReadingContext } from './reading-context.ts';

/** Options that say something about a call. */
const callOptions: ReadonlySet<string> = new Set([
  'args',
  'select',
  'timeout',
  'retry',
  'hedge',
  'cache',
  'batch',
  'forward',
  'absent',
]);

/** The options of a source that are given, by name. */
export function givenOptions(source: Source): readonly string[] {
  return SourceSchema.fields.filter((field) => isFieldSet(source, field)).map(({ name }) => name);
}

/**
 * Reports options that do not go together.
 *
 * @returns whether they do
 */
export function checkOptions(context: ReadingContext, source: Source, site: OptionSite, path: OptionPath): boolean {
  const given = givenOptions(source);
  const report = (option: string, message: string, note: string): false => {
    context.report.atKey('bad-option', site, [...path, option], { message, note });
    return false;
  };
  if (source.unset && given.length > 1) {
    const other = given.find((option) => option !== 'unset') ?? '';
    return report('unset', `\`unset\` with \`${other}\``, 'a field that is unset on purpose takes no other option');
  }
  if (source.value !== '' && source.call !== '') {
    return report('value', '`value` with `call`', 'a field has one source: take one of them out');
  }
  if (source.call !== '') return true;
  const misplaced = given.filter((option) => callOptions.has(option));
  for (const option of misplaced) {
    const message = source.value === '' ? `\`${option}\` without \`call\`` : `\`value\` with \`${option}\``;
    report(option, message, `\`${option}\` says something about a call: name the method with \`call\`, or take it out`);
  }
  return misplaced.length === 0;
}
