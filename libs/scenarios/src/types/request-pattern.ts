import {
  type DescField,
  type DescMessage,
  fromBinary,
  fromJson,
  isMessage,
  type JsonValue,
  type Message,
} from '@bufbuild/protobuf';
import { isReflectMessage, reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { type Any, AnySchema, ValueSchema } from '@bufbuild/protobuf/wkt';
import { isJsonObject, type Json } from '../file/json.ts';
import type { GivenJson, YamlReader } from '../file/yaml-reader.ts';
import { type Comparing, differences, fieldDifferences, skipNothing } from './compare-messages.ts';
import type { MessageTypes } from './message-types.ts';
import { fieldOfKey, hasOwnJsonForm, readMessage } from './read-message.ts';

/** Tells whether a message has the fields that a `when` gives. */
export type RequestPattern = (message: Message) => boolean;

/**
 * Reads a `when`: messages are compared by the fields given, at every depth, lists and maps as a whole. A field given
 * as null must be unset, a message that is given must be set.
 */
export function readRequestPattern(
  reader: YamlReader,
  given: GivenJson,
  desc: DescMessage,
  types: MessageTypes,
): RequestPattern | undefined {
  const expected = readMessage(reader, given, desc, types);
  if (expected === undefined) return undefined;
  const comparing: Comparing = { types, skip: skipNothing };
  const json = given.json ?? {};
  if (hasOwnJsonForm(desc)) {
    const inner = desc.typeName === AnySchema.typeName ? anyPattern(json, comparing) : undefined;
    if (inner !== undefined) return (message) => isMessage(message, AnySchema) && inner(message);
    return (message) => differences(desc, expected, message, comparing).length === 0;
  }
  const matches = messagePattern(desc, json, comparing);
  return (message) => matches(reflect(desc, message));
}

type Pattern = (message: ReflectMessage) => boolean;

function messagePattern(desc: DescMessage, json: Json, comparing: Comparing): Pattern {
  if (!isJsonObject(json)) return () => false;
  const patterns = Object.entries(json).map(([key, value]): Pattern => {
    const field = fieldOfKey(desc, key);
    return field === undefined ? () => false : fieldPattern(desc, field, key, value, comparing);
  });
  return (message) => patterns.every((matches) => matches(message));
}

function fieldPattern(desc: DescMessage, field: DescField, key: string, value: Json, comparing: Comparing): Pattern {
  if (value === null && !canBeNull(field)) return (message) => !message.isSet(field);
  if (field.fieldKind === 'message' && field.message.typeName === AnySchema.typeName) {
    const inner = anyPattern(value, comparing);
    if (inner !== undefined) return nested(field, (any) => inner(any.message as Any));
  } else if (field.fieldKind === 'message' && !hasOwnJsonForm(field.message)) {
    return nested(field, messagePattern(field.message, value, comparing));
  }
  const whole = reflect(desc, fromJson(desc, { [key]: value } as JsonValue, { registry: comparing.types.registry }));
  return (message) => fieldDifferences(field, whole, message, comparing).length === 0;
}

function nested(field: DescField & { fieldKind: 'message' }, matches: Pattern): Pattern {
  return (message) => {
    const inner: unknown = message.isSet(field) ? message.get(field) : undefined;
    return isReflectMessage(inner) && matches(inner);
  };
}

/** An Any whose content ProtoJSON writes as fields: the type must be the one given, the fields are compared as given. */
function anyPattern(json: Json, { types, skip }: Comparing): ((any: Any) => boolean) | undefined {
  if (!isJsonObject(json)) return undefined;
  const { '@type': url, ...fields } = json;
  const desc = typeof url === 'string' ? types.registry.getMessage(typeOf(url)) : undefined;
  if (desc === undefined || hasOwnJsonForm(desc)) return undefined;
  const matches = messagePattern(desc, fields, { types, skip });
  return (any) => typeOf(any.typeUrl) === desc.typeName && matches(reflect(desc, fromBinary(desc, any.value)));
}

function typeOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function canBeNull(field: DescField): boolean {
  return field.message?.typeName === ValueSchema.typeName || field.enum?.typeName === 'google.protobuf.NullValue';
}
