import { getOption } from '@bufbuild/protobuf';
import type { LetSlot, SourceSlot } from '../composition.ts';
import { let$, source as sourceOption, type Source } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import { specialNames, type MessageUse } from './message-use.ts';
import { checkOptions } from './option-checks.ts';
import { readOrigin, type OriginReading } from './origin-reader.ts';
import type { ReadingContext } from './reading-context.ts';
import { readTreatment } from './treatment-reader.ts';

/** Reads one `let` of a message; undefined where it is in error. */
export function readLet(context: ReadingContext, use: MessageUse, index: number): LetSlot | undefined {
  const lets = getOption(use.message, let$);
  const declared = lets[index];
  if (declared === undefined) return undefined;
  const { name, from } = declared;
  const site = use.site('let', index);
  if (!checkName(context, use, name, index, site)) return undefined;
  if (from?.optional === true) {
    context.report.atKey('bad-option', site, ['from', 'optional'], {
      message: '`optional` on a `let`',
      note: 'whoever needs a `let` fails with it; say `optional` there, or give the `let` a `fallback`',
    });
  }
  if (from?.unset === true || from === undefined) {
    context.report.atKey('bad-option', site, from === undefined ? [] : ['from', 'unset'], {
      message: `the \`let\` "${name}" has no value`,
      note: 'give it `value` or `call`',
    });
    return undefined;
  }
  const reading = readFreely(context, use, from, site, ['from'], `the \`let\` "${name}"`);
  return reading === undefined ? undefined : { kind: 'let', name, ...reading };
}

/** Reads a message's own `source` option; undefined where it is in error. */
export function readMessageSource(context: ReadingContext, use: MessageUse): SourceSlot | undefined {
  const source = getOption(use.message, sourceOption);
  const own = readFreely(context, use, source, use.site('source'), [], `the source of ${use.message.name}`);
  return own === undefined ? undefined : { kind: 'source', name: 'source', own };
}

/** A value that no field says the type of. */
function readFreely(
  context: ReadingContext,
  use: MessageUse,
  source: Source,
  site: OptionSite,
  path: OptionPath,
  what: string,
): (OriginReading & { treatment: LetSlot['treatment'] }) | undefined {
  const sound = checkOptions(context, source, site, path);
  if (source.value === '' && source.call === '') {
    context.report.atKey('bad-option', site, path, {
      message: `${what} has no value`,
      note: 'give it `value` or `call`',
    });
    return undefined;
  }
  const reading = readOrigin(context, use, source, site, path, undefined);
  const target = reading === undefined ? undefined : { type: reading.type, holder: undefined };
  const treatment = readTreatment(context, use, source, site, path, target);
  if (reading === undefined || treatment === undefined || !sound) return undefined;
  return { ...reading, treatment };
}

function checkName(context: ReadingContext, use: MessageUse, name: string, index: number, site: OptionSite): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || /^(true|false|null|in)$/.test(name)) {
    const message = name === '' ? 'a `let` without a name' : `"${name}" is not a name`;
    context.report.atOption('bad-option', site, ['name'], { message, note: 'letters, digits and "_", as of a field' });
    return false;
  }
  const lets = getOption(use.message, let$);
  const field = use.message.fields.find((candidate) => candidate.name === name);
  const earlier = lets.slice(0, index).some((other) => other.name === name);
  if (field === undefined && !earlier && !specialNames.has(name)) return true;
  const what = field !== undefined ? 'a field' : earlier ? 'another `let`' : 'a name of the language';
  context.report.atOption('duplicate-name', site, ['name'], {
    message: `"${name}" is also ${what}`,
    note: 'call the `let` something else',
  });
  return false;
}
