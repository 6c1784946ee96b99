/** Messages of upstreams: fields of all kinds, and for some a twin with part of the fields in wider types. */
import type { Choices } from './choices.ts';
import { scalarNames, type FieldModel, type FieldType, type MessageModel, type SingularType } from './proto-model.ts';
import { color, hue, messageType, scalar, widerScalars, wrapped, wrappers, type KnownTypes } from './types.ts';

/** Makes a message that is data, with nothing composed in it. */
export function makeData(choices: Choices, known: KnownTypes, name: string, key?: SingularType): MessageModel {
  const fields: FieldModel[] = [];
  if (key !== undefined) fields.push({ name: 'key', number: 1, type: key });
  const count = choices.count(1, 5);
  for (let i = 0; i < count; i++) {
    const number = fields.length + 1 + (choices.percent(10) ? 20 : 0);
    if (fields.some((field) => field.number === number)) continue;
    const oneof = choices.percent(25) ? 'pick' : undefined;
    const type = oneof === undefined ? anyType(choices, known) : singularType(choices, known);
    const optional = oneof === undefined && (type.kind === 'scalar' || type.kind === 'enum') && choices.percent(40);
    fields.push({
      name: `${letterOf(type)}${i}`,
      number,
      type,
      ...(optional ? { optional } : {}),
      ...(oneof === undefined ? {} : { oneof }),
    });
  }
  const message: MessageModel = { name, fields: together(fields), lets: [], requires: [] };
  known.add(message);
  return message;
}

/** Members of a oneof stand together. */
function together(fields: readonly FieldModel[]): FieldModel[] {
  return [...fields.filter(({ oneof }) => oneof === undefined), ...fields.filter(({ oneof }) => oneof !== undefined)];
}

/** A name that tells the type a little, so that expressions can be read. */
function letterOf(type: FieldType): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar.slice(0, 1);
    case 'enum':
      return 'e';
    case 'message':
      return 'm';
    case 'list':
      return 'l';
    case 'map':
      return 'h';
  }
}

/** A type that a singular field may have. */
export function singularType(choices: Choices, known: KnownTypes): SingularType {
  switch (choices.below(10)) {
    case 7:
      return choices.one(color, hue);
    case 8:
      return choices.one(
        messageType('google.protobuf.Timestamp'),
        messageType('google.protobuf.Duration'),
        messageType(choices.of(Object.values(wrappers)) ?? 'google.protobuf.StringValue'),
      );
    case 9: {
      const name = choices.of([...known.messages.keys()]);
      return name === undefined ? scalar('string') : messageType(name);
    }
    case 4:
    case 5:
    case 6:
      return scalar(choices.one('string', 'int32', 'bool', 'int64'));
    default:
      return scalar(choices.of(scalarNames) ?? 'string');
  }
}

function anyType(choices: Choices, known: KnownTypes): FieldType {
  switch (choices.below(8)) {
    case 6:
      return { kind: 'list', element: singularType(choices, known) };
    case 7:
      return {
        kind: 'map',
        key: choices.one('string', 'int32', 'bool'),
        value: singularType(choices, known),
      };
    default:
      return singularType(choices, known);
  }
}

/** Makes a message that another one can be assigned to. */
export function makeTwin(choices: Choices, known: KnownTypes, of: MessageModel): MessageModel {
  const fields = of.fields
    .filter(() => !choices.percent(25))
    .map(({ oneof, optional, ...field }, i): FieldModel => {
      const type = widened(choices, known, field.type);
      const presence = (type.kind === 'scalar' || type.kind === 'enum') && oneof === undefined;
      return {
        ...field,
        type,
        number: i + 3,
        ...(presence && choices.percent(30) !== (optional ?? false) ? { optional: true } : {}),
        ...(oneof === undefined ? {} : { oneof }),
      };
    });
  const twin: MessageModel = { name: `${of.name}Twin`, fields: together(fields), lets: [], requires: [] };
  known.add(twin);
  known.twins.set(messageType(of.name).name, [messageType(twin.name).name]);
  return twin;
}

function widened(choices: Choices, known: KnownTypes, type: FieldType): FieldType {
  if (choices.percent(40)) return type;
  switch (type.kind) {
    case 'scalar': {
      const wrapper = wrappers[type.scalar];
      if (wrapper !== undefined && choices.percent(25)) return messageType(wrapper);
      return scalar(choices.of(widerScalars(type.scalar)) ?? type.scalar);
    }
    case 'enum':
      return type.name === (color as { name: string }).name ? hue : type;
    case 'message': {
      const inner = wrapped(type);
      if (inner !== undefined) return scalar(inner);
      return messageType(choices.of(known.twins.get(type.name) ?? []) ?? type.name);
    }
    case 'list': {
      const element = widened(choices, known, type.element);
      return element.kind === 'list' || element.kind === 'map' ? type : { kind: 'list', element };
    }
    case 'map':
      return type;
  }
}
