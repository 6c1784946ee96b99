import { hasOption, type DescField } from '@bufbuild/protobuf';
import type { Assignment, FieldSlot, Filling, TypedExpression } from '../composition.ts';
import { noteForName, typeName, typeOfField, type ValueType } from '../expression/index.ts';
import { from } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionSite } from '../places/places.ts';
import { assignValue, type Target } from './assignment-reader.ts';
import { isCompleteness } from './composed-messages.ts';
import type { MessageUse } from './message-use.ts';
import { checkOptions, givenOptions } from './option-checks.ts';
import { optionOf } from './option-of.ts';
import { readOrigin } from './origin-reader.ts';
import type { ReadingContext } from './reading-context.ts';
import { slotReference } from './reference.ts';
import { readTreatment } from './treatment-reader.ts';

/** Reads how a field of a composed message is filled; undefined where that is in error. */
export function readFieldSlot(context: ReadingContext, use: MessageUse, field: DescField): FieldSlot | undefined {
  const source = optionOf(field, from);
  const site: OptionSite = { element: field, option: 'from', index: 0 };
  const type = typeOfField(field);
  const target: Target = { type, holder: use };
  const sound = checkOptions(context, source, site, []);
  const slot = (filling: Filling | undefined): FieldSlot | undefined => {
    const treatment = readTreatment(context, use, source, site, [], target);
    if (filling === undefined || treatment === undefined || !sound) return undefined;
    return { kind: 'field', name: field.name, type, field, filling, treatment };
  };
  if (source.unset) return slot({ kind: 'unset' });
  if (source.value !== '' || source.call !== '') {
    const reading = readOrigin(context, use, source, site, [], target);
    return slot(reading?.origin === undefined ? undefined : { kind: 'origin', origin: reading.origin });
  }
  if (isCompleteness(field)) return slot({ kind: 'completeness' });
  if (!sound) return undefined;
  // `from: {}` pins a message that is made in place, should the source get a field of its name.
  const pinned = hasOption(field, from) && givenOptions(source).length === 0;
  const composed = field.fieldKind === 'message' && context.isComposed(field.message);
  const counterpart = pinned && composed ? undefined : counterpartOf(use, field);
  if (counterpart === 'broken') return undefined;
  if (counterpart !== undefined) return slot(readByName(context, use, field, counterpart, target));
  if (composed) return slot(readInPlace(context, use, field));
  context.report.atElement('no-source', field, noSource(use, field));
  slot(undefined);
  return undefined;
}

/** The field of that name in the message's source. */
function counterpartOf(use: MessageUse, field: DescField): DescField | 'broken' | undefined {
  const source = use.sourceType();
  if (source === 'broken') return 'broken';
  if (source === 'none' || source.kind !== 'message') return undefined;
  return source.message.fields.find(({ name }) => name === field.name);
}

function readByName(
  context: ReadingContext,
  use: MessageUse,
  field: DescField,
  counterpart: DescField,
  target: Target,
): Filling | undefined {
  const type = typeOfField(counterpart);
  const value: TypedExpression = {
    kind: 'path',
    text: `source.${field.name}`,
    ref: slotReference(0, use.sourceSlot),
    path: [counterpart],
    type,
  };
  const assigned = assignValue(context, type, target);
  if (assigned.kind === 'assignment') {
    const assignment: Assignment = assigned.assignment;
    return { kind: 'by-name', value, assignment };
  }
  context.report.atElement('type-mismatch', field, {
    message: `from ${counterpart.parent.typeName}.${counterpart.name}, by name: ${assigned.message}`,
    note: assigned.note,
  });
  return undefined;
}

function readInPlace(
  context: ReadingContext,
  use: MessageUse,
  field: DescField & { fieldKind: 'message' },
): Filling | undefined {
  const source: ValueType | undefined = use.source;
  const inner = context.inPlace(field.message, source, use);
  if (inner.kind === 'made') return { kind: 'in-place', message: inner.use, inheritsSource: !inner.use.hasOwnSource };
  context.report.atElement('cycle', field, {
    message: `a message made inside itself, without a source that could end it: ${inner.circle.join(' -> ')}`,
    note: 'give the field a value, leave it `unset`, or give the message a `source` that is none at some depth',
  });
  return undefined;
}

function noSource(use: MessageUse, field: DescField): { message: string; note: string } {
  const type = use.source;
  const message = `nothing fills ${use.message.name}.${field.name}`;
  if (type === undefined)
    return { message, note: 'give it (tributary.v1.from) with `value` or `call`, or `unset: true`' };
  if (type.kind !== 'message') {
    return {
      message: `${message}: its source is ${typeName(type)}`,
      note: 'give it (tributary.v1.from).value, as "source"',
    };
  }
  const names = type.message.fields.map(({ name }) => name);
  return {
    message: `${message}: ${type.message.typeName} has no field "${field.name}"`,
    note: `${noteForName(field.name, `${type.message.name} has`, names) ?? ''}; or give it (tributary.v1.from)`.replace(
      /^; or/,
      '',
    ),
  };
}
