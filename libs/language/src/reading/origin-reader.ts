import type { DescField } from '@bufbuild/protobuf';
import type { Origin, TypedExpression } from '../composition.ts';
import { sameType, typeName, typeOfField, type ValueType } from '../expression/index.ts';
import type { Source } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import { assignExpression, type Target } from './assignment-reader.ts';
import { readCall, type CallReading } from './call-reader.ts';
import { nameOfType, readExpression } from './expression-reader.ts';
import type { MessageUse } from './message-use.ts';
import { naturalType } from './natural-type.ts';
import type { ReadingContext } from './reading-context.ts';
import { responseReference } from './reference.ts';

/** Where a value comes from, and its type after assigning. */
export interface OriginReading {
  /** Undefined where something in it is in error, and its type is known all the same. */
  readonly origin: Origin | undefined;
  readonly type: ValueType;
}

/**
 * Reads `value`, or `call` with `args` and `select`.
 *
 * @param target - what it is assigned to; undefined for a `let` or a message's source, which take what comes
 * @returns undefined where an error leaves its type unknown
 */
export function readOrigin(
  context: ReadingContext,
  use: MessageUse,
  source: Source,
  site: OptionSite,
  path: OptionPath,
  target: Target | undefined,
): OriginReading | undefined {
  if (source.value !== '') {
    const place = { site, path: [...path, 'value'] };
    const value = readExpression(context, use, source.value, place);
    if (value === undefined) return undefined;
    const assigned = assign(context, value, place, target);
    return assigned === undefined ? undefined : { origin: { kind: 'value', value, ...assigned }, type: assigned.type };
  }
  const reading = readCall(context, use, source, site, path);
  if (reading === undefined) return undefined;
  const { call, many } = reading;
  if (many && target !== undefined && target.type.kind !== 'list') {
    context.report.atOption('type-mismatch', site, [...path, 'call'], {
      message: `a list of keys gives a list of items, and this is ${typeName(target.type)}`,
      note: 'give one key, or make the field repeated',
    });
    return undefined;
  }
  const wanted = many && target?.type.kind === 'list' ? { ...target, type: target.type.element } : target;
  const select = readSelect(context, use, source, site, path, reading, wanted?.type);
  if (select === undefined) return undefined;
  const place = { site, path: [...path, source.select === '' ? 'call' : 'select'] };
  const assigned = assign(context, select, place, wanted);
  if (assigned === undefined) return undefined;
  const type: ValueType = many ? { kind: 'list', element: assigned.type } : assigned.type;
  const { assignment } = assigned;
  return { origin: call === undefined ? undefined : { kind: 'call', call, select, assignment }, type };
}

function assign(
  context: ReadingContext,
  expression: TypedExpression,
  place: { site: OptionSite; path: OptionPath },
  target: Target | undefined,
): { assignment: Origin['assignment']; type: ValueType } | undefined {
  const type = target?.type ?? (expression.kind === 'computed' ? naturalType(expression.type) : expression.type);
  if (type === undefined) {
    context.report.atOption('type-mismatch', place.site, place.path, {
      message: `this has no type of its own: ${nameOfType(expression)}`,
      note: 'give it one: a conversion as string(…), or a message literal',
    });
    return undefined;
  }
  const assigned = assignExpression(context, expression, target ?? { type, holder: undefined });
  if (assigned.kind === 'assignment') return { assignment: assigned.assignment, type };
  context.report.atOption('type-mismatch', place.site, place.path, assigned);
  return undefined;
}

/** `select`, or its default: the reply, where it is of the type wanted; else its one field of that type; else the reply. */
function readSelect(
  context: ReadingContext,
  use: MessageUse,
  source: Source,
  site: OptionSite,
  path: OptionPath,
  { response }: CallReading,
  wanted: ValueType | undefined,
): TypedExpression | undefined {
  if (source.select !== '') {
    return readExpression(
      context,
      use,
      source.select,
      { site, path: [...path, 'select'] },
      { kind: 'select', response },
    );
  }
  const reply = pathIn(response, []);
  if (wanted === undefined || response.kind !== 'message' || sameType(response, wanted)) return reply;
  const candidates = response.message.fields.filter((field) => sameType(typeOfField(field), wanted));
  const [one] = candidates;
  if (candidates.length > 1) {
    context.report.atOption('ambiguous', site, [...path, 'call'], {
      message: `${response.message.typeName} has several fields of type ${typeName(wanted)}: ${candidates.map(({ name }) => name).join(', ')}`,
      note: `say which: select: "response.${one?.name ?? ''}"`,
    });
    return undefined;
  }
  return one === undefined ? reply : pathIn(response, [one]);
}

function pathIn(response: ValueType, path: readonly DescField[]): TypedExpression {
  const last = path.at(-1);
  return {
    kind: 'path',
    text: ['response', ...path.map(({ name }) => name)].join('.'),
    ref: responseReference,
    path,
    type: last === undefined ? response : typeOfField(last),
  };
}
