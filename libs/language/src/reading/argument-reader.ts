import type { DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import type { Argument } from '../composition.ts';
import { noteForName, typeOfField } from '../expression/index.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import { assignExpression } from './assignment-reader.ts';
import { readExpression } from './expression-reader.ts';
import type { MessageUse } from './message-use.ts';
import type { ReadingContext } from './reading-context.ts';

/** An argument's text, taken apart. */
interface Written {
  readonly path: string;
  readonly pathOffset: number;
  readonly expression: string;
  readonly expressionOffset: number;
}

/**
 * Reads `args`.
 *
 * @param batched - a single value for a repeated field may be a batch's key
 * @returns undefined where one is in error
 */
export function readArguments(
  context: ReadingContext,
  use: MessageUse,
  texts: readonly string[],
  method: DescMethod,
  site: OptionSite,
  sourcePath: OptionPath,
  batched: boolean,
): readonly Argument[] | undefined {
  const args: Argument[] = [];
  const paths: string[] = [];
  let broken = false;
  for (const [i, text] of texts.entries()) {
    const path = [...sourcePath, 'args', i];
    const written = splitArgument(text);
    if (written === undefined) {
      const saying = { message: `"${text}" is not an argument`, note: 'write "field.path = expression"' };
      context.report.atOption('bad-option', site, path, saying);
      broken = true;
      continue;
    }
    const clash = paths.find((other) => isInside(other, written.path) || isInside(written.path, other));
    paths.push(written.path);
    if (clash !== undefined) {
      context.report.atOption(
        'bad-option',
        site,
        path,
        clash === written.path
          ? { message: `"${clash}" is given twice`, note: 'take one of the two out' }
          : {
              message: `"${written.path}" and "${clash}": one is inside the other`,
              note: 'give the whole or its parts',
            },
        { offset: written.pathOffset, length: written.path.length },
      );
      broken = true;
    }
    const argument = readArgument(context, use, written, method, site, path, batched);
    if (argument === undefined) broken = true;
    else args.push(argument);
  }
  return broken ? undefined : args;
}

function readArgument(
  context: ReadingContext,
  use: MessageUse,
  written: Written,
  method: DescMethod,
  site: OptionSite,
  path: OptionPath,
  batched: boolean,
): Argument | undefined {
  const fields = readFieldPath(context, written, method.input, site, path);
  const place = { site, path, offset: written.expressionOffset };
  const value = readExpression(context, use, written.expression, place);
  const last = fields?.at(-1);
  if (fields === undefined || last === undefined || value === undefined) return undefined;
  const type = typeOfField(last);
  // One key of a batch: the batch gathers them.
  const isKey = batched && type.kind === 'list' && value.type.kind !== 'list';
  const assigned = assignExpression(context, value, {
    type: isKey ? type.element : type,
    holder: undefined,
    partial: true,
  });
  if (assigned.kind === 'assignment') return { path: fields, value, assignment: assigned.assignment };
  context.report.atOption('type-mismatch', site, path, assigned, {
    offset: written.expressionOffset,
    length: written.expression.length,
  });
  return undefined;
}

function splitArgument(text: string): Written | undefined {
  const match = /^(\s*)([^=\s][^=]*?)(\s*=\s*)(?=\S)/.exec(text);
  const [all, before = '', path, sign] = match ?? [];
  if (all === undefined || path === undefined || sign === undefined) return undefined;
  const expression = text.slice(all.length).trimEnd();
  return { path, pathOffset: before.length, expression, expressionOffset: all.length };
}

function isInside(path: string, around: string): boolean {
  return path === around || path.startsWith(`${around}.`);
}

function readFieldPath(
  context: ReadingContext,
  written: Written,
  request: DescMessage,
  site: OptionSite,
  optionPath: OptionPath,
): readonly DescField[] | undefined {
  const fields: DescField[] = [];
  let message: DescMessage | undefined = request;
  let offset = written.pathOffset;
  for (const name of written.path.split('.')) {
    const part = { offset, length: Math.max(1, name.length) };
    offset += name.length + 1;
    if (message === undefined) {
      const last = fields.at(-1);
      context.report.atOption(
        'unknown-arg',
        site,
        optionPath,
        {
          message: `${last?.name ?? ''} is no single message: it has no field "${name}"`,
          note: 'a path in the request goes through single messages; give the field as a whole',
        },
        part,
      );
      return undefined;
    }
    const field: DescField | undefined = message.fields.find((candidate) => candidate.name === name);
    if (field === undefined) {
      const names = message.fields.map((candidate) => candidate.name);
      context.report.atOption(
        'unknown-arg',
        site,
        optionPath,
        {
          message: `${message.name} has no field "${name}"`,
          note: noteForName(name, `${message.name} has`, names) ?? `${message.name} has no fields`,
        },
        part,
      );
      return undefined;
    }
    fields.push(field);
    message = field.fieldKind === 'message' ? field.message : undefined;
  }
  return fields;
}
