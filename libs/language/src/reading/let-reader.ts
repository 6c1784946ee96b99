import type { LetSlot, SourceSlot } from '../composition.ts';
import type { ValueType } from '../expression/index.ts';
import { let$, source as sourceOption, type Source } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import { specialNames, type MessageUse } from './message-use.ts';
import { checkOptions } from './option-checks.ts';
import { optionOf } from './option-of.ts';
import { readOrigin } from './origin-reader.ts';
import type { ReadingContext } from './reading-context.ts';
import { readTreatment } from './treatment-reader.ts';

/** A slot that no field says the type of. */
export interface FreeReading<Slot> {
  /** Undefined where something in it is in error. */
  readonly slot: Slot | undefined;
  /** Known in spite of most errors, so that what reads the slot can be looked at. */
  readonly type: ValueType;
}

/** Reads one `let` of a message; undefined where an error leaves its type unknown. */
export function readLet(context: ReadingContext, use: MessageUse, index: number): FreeReading<LetSlot> | undefined {
  const lets = optionOf(use.message, let$);
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
  if (reading === undefined) return undefined;
  return { slot: reading.own === undefined ? undefined : { kind: 'let', name, ...reading.own }, type: reading.type };
}

/** Reads a message's own `source` option; undefined where an error leaves its type unknown. */
export function readMessageSource(context: ReadingContext, use: MessageUse): FreeReading<SourceSlot> | undefined {
  const source = optionOf(use.message, sourceOption);
  const reading = readFreely(context, use, source, use.site('source'), [], `the source of ${use.message.name}`);
  if (reading === undefined) return undefined;
  const { own, type } = reading;
  return { slot: own === undefined ? undefined : { kind: 'source', name: 'source', own }, type };
}

/** A value that no field says the type of. */
function readFreely(
  context: ReadingContext,
  use: MessageUse,
  source: Source,
  site: OptionSite,
  path: OptionPath,
  what: string,
): { own: Omit<LetSlot, 'kind' | 'name'> | undefined; type: ValueType } | undefined {
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
  if (reading === undefined) return undefined;
  const { origin, type } = reading;
  const own = origin === undefined || treatment === undefined || !sound ? undefined : { origin, type, treatment };
  return { own, type };
}

function checkName(context: ReadingContext, use: MessageUse, name: string, index: number, site: OptionSite): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || /^(true|false|null|in)$/.test(name)) {
    const message = name === '' ? 'a `let` without a name' : `"${name}" is not a name`;
    context.report.atOption('bad-option', site, ['name'], { message, note: 'letters, digits and "_", as of a field' });
    return false;
  }
  const lets = optionOf(use.message, let$);
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
