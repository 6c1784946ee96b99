import type { DescField, DescMethod } from '@bufbuild/protobuf';
import type { Argument, Batch } from '../composition.ts';
import {
  celTypeOfScalar,
  noteForName,
  typeName,
  typeOfField,
  type CelType,
  type ValueType,
} from '../expression/index.ts';
import type { Batch as BatchOption } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import { naturalType } from './natural-type.ts';
import type { ReadingContext } from './reading-context.ts';
import type { Part } from './report.ts';

const defaultMaxKeys = 100;

/**
 * Reads `batch` with its defaults.
 *
 * @param args - undefined where they are in error: then no more is read than what the items are
 * @returns undefined where it is in error
 */
export function readBatch(
  context: ReadingContext,
  option: BatchOption,
  args: readonly Argument[] | undefined,
  texts: readonly string[],
  method: DescMethod,
  site: OptionSite,
  sourcePath: OptionPath,
): { batch: Batch | undefined; response: ValueType } | undefined {
  const path = [...sourcePath, 'batch'];
  const keys = args === undefined ? undefined : findKeys(context, option, args, site, path);
  const items = findItems(context, option, method, site, path);
  const itemType = items === undefined ? undefined : typeOfField(items);
  const match =
    option.match === '' || itemType?.kind !== 'list'
      ? undefined
      : findMatch(context, option.match, itemType.element, site, [...path, 'match']);
  if (items === undefined || itemType?.kind !== 'list' || (option.match !== '' && match === undefined))
    return undefined;
  if (args === undefined) return { batch: undefined, response: itemType.element };
  const argument = keys === undefined ? undefined : args[keys];
  const list = argument?.path.at(-1);
  const listType = list === undefined ? undefined : typeOfField(list);
  if (keys === undefined || argument === undefined || listType?.kind !== 'list') return undefined;
  const many = isList(argument);
  const other = args.findIndex((candidate, i) => i !== keys && isRepeated(candidate) && !isList(candidate));
  if (other >= 0) {
    const saying = {
      message: `"${args[other] === undefined ? '' : pathName(args[other])}" is repeated and takes a list: the keys are "${pathName(argument)}"`,
      note: 'write [value]',
    };
    context.report.atOption('type-mismatch', site, [...sourcePath, 'args', other], saying, expressionIn(texts[other]));
    return undefined;
  }
  if (!checkKey(context, argument, listType.element, match, site, [...sourcePath, 'args', keys], texts[keys]))
    return undefined;
  return {
    batch: { keys, many, match, items, maxKeys: option.maxKeys === 0 ? defaultMaxKeys : option.maxKeys },
    response: itemType.element,
  };
}

/** Whether the argument is a list of keys rather than one. */
function isList({ value }: Argument): boolean {
  return value.type.kind === 'list';
}

function isRepeated({ path }: Argument): boolean {
  return path.at(-1)?.fieldKind === 'list';
}

function pathName({ path }: Argument): string {
  return path.map(({ name }) => name).join('.');
}

/** The one repeated field that is given a single value, else the one that is given anything. */
function findKeys(
  context: ReadingContext,
  { keys }: BatchOption,
  args: readonly Argument[],
  site: OptionSite,
  path: OptionPath,
): number | undefined {
  const repeated = args.filter(isRepeated);
  if (keys !== '') {
    const named = args.findIndex((argument) => pathName(argument) === keys && isRepeated(argument));
    if (named >= 0) return named;
    context.report.atOption('bad-option', site, [...path, 'keys'], {
      message: `"${keys}" is no repeated field that \`args\` gives a value`,
      note:
        noteForName(keys, 'repeated fields given', repeated.map(pathName)) ??
        'give the key with `args`: "ids = source.id"',
    });
    return undefined;
  }
  const single = repeated.filter((argument) => !isList(argument));
  const candidates = single.length > 0 ? single : repeated;
  const [one] = candidates;
  if (one !== undefined && candidates.length === 1) return args.indexOf(one);
  context.report.atKey('ambiguous', site, path, {
    message:
      candidates.length === 0
        ? 'no argument goes into a repeated field, so none holds the keys'
        : `several arguments may be the keys: ${candidates.map(pathName).join(', ')}`,
    note:
      candidates.length === 0
        ? 'give the key with `args`: "ids = source.id"'
        : `say which: batch: { keys: "${one === undefined ? '' : pathName(one)}" }`,
  });
  return undefined;
}

/** The one repeated message field of the reply. */
function findItems(
  context: ReadingContext,
  { items }: BatchOption,
  { output }: DescMethod,
  site: OptionSite,
  path: OptionPath,
): DescField | undefined {
  if (items !== '') {
    const named = output.fields.find(({ name }) => name === items);
    if (named?.fieldKind === 'list') return named;
    const names = output.fields.filter(({ fieldKind }) => fieldKind === 'list').map(({ name }) => name);
    context.report.atOption('bad-option', site, [...path, 'items'], {
      message: `${output.name} has no repeated field "${items}"`,
      note: noteForName(items, `${output.name} repeats`, names) ?? `${output.name} has no repeated fields`,
    });
    return undefined;
  }
  const candidates = output.fields.filter((field) => field.fieldKind === 'list' && field.listKind === 'message');
  const [one] = candidates;
  if (one !== undefined && candidates.length === 1) return one;
  context.report.atKey('ambiguous', site, path, {
    message:
      candidates.length === 0
        ? `${output.name} has no repeated message field, so none holds the items`
        : `several fields of ${output.name} may be the items: ${candidates.map(({ name }) => name).join(', ')}`,
    note: `say which: batch: { items: "${one?.name ?? 'field'}" }`,
  });
  return undefined;
}

/** A path in the item: single messages, then a field. */
function findMatch(
  context: ReadingContext,
  match: string,
  item: ValueType,
  site: OptionSite,
  path: OptionPath,
): readonly DescField[] | undefined {
  const fields: DescField[] = [];
  let type = item;
  let offset = 0;
  for (const name of match.split('.')) {
    const message = type.kind === 'message' ? type.message : undefined;
    const field = message?.fields.find((candidate) => candidate.name === name);
    if (field === undefined) {
      const names = message?.fields.map((candidate) => candidate.name) ?? [];
      context.report.atOption(
        'unknown-name',
        site,
        path,
        {
          message: `${typeName(type)} has no field "${name}"`,
          note: noteForName(name, `${message?.name ?? typeName(type)} has`, names),
        },
        { offset, length: Math.max(1, name.length) },
      );
      return undefined;
    }
    fields.push(field);
    type = typeOfField(field);
    offset += name.length + 1;
  }
  return fields;
}

function checkKey(
  context: ReadingContext,
  argument: Argument,
  element: ValueType,
  match: readonly DescField[] | undefined,
  site: OptionSite,
  path: OptionPath,
  text: string | undefined,
): boolean {
  const given = keyType(argument);
  const part = expressionIn(text);
  if (given?.kind !== 'scalar' || element.kind !== 'scalar') {
    context.report.atOption(
      'type-mismatch',
      site,
      path,
      {
        message: `a key is a scalar, and this is ${given === undefined ? 'not' : typeName(given.kind === 'scalar' ? element : given)}`,
        note: 'items are found by a number or a string',
      },
      part,
    );
    return false;
  }
  const last = match?.at(-1);
  if (last === undefined) return true;
  const found = typeOfField(last);
  if (found.kind === 'scalar' && celTypeOfScalar(found.scalar).kind === celTypeOfScalar(element.scalar).kind)
    return true;
  context.report.atOption('type-mismatch', site, [...path.slice(0, -2), 'batch', 'match'], {
    message: `the key is ${typeName(element)}, and \`match\` is ${typeName(found)}`,
    note: 'match by a field of the kind of the key',
  });
  return false;
}

/** Where the expression stands in an argument's text. */
function expressionIn(text = ''): Part {
  const offset = /^[^=]*=\s*/.exec(text)?.[0].length ?? 0;
  return { offset, length: Math.max(1, text.trimEnd().length - offset) };
}

function keyType({ value }: Argument): ValueType | undefined {
  if (value.kind !== 'computed') return value.type.kind === 'list' ? value.type.element : value.type;
  const type: CelType = value.type.kind === 'list' ? value.type.element : value.type;
  return naturalType(type);
}
