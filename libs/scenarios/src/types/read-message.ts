import { type DescField, type DescMessage, fromJson, type JsonValue, type Message, toBinary } from '@bufbuild/protobuf';
import { isJsonObject, type Json } from '../file/json.ts';
import { didYouMean } from '../file/nearest-name.ts';
import type { GivenJson, YamlReader } from '../file/yaml-reader.ts';
import type { MessageTypes } from './message-types.ts';

/**
 * Reads a message written as ProtoJSON, fields in either naming. A value that does not fit is a problem at the key it
 * stands at.
 */
export function readMessage(
  reader: YamlReader,
  given: GivenJson,
  desc: DescMessage,
  types: MessageTypes,
): Message | undefined {
  const json = given.json ?? {};
  const unknown = findUnknownKey(desc, json);
  if (unknown !== undefined) {
    const key = String(unknown.path.at(-1));
    const names = unknown.desc.fields.map((field) => field.name);
    const hint = didYouMean(key, names) || `; it has: ${names.join(', ') || 'no fields'}`;
    reader.problemBelow(given.entry, unknown.path, `${unknown.desc.typeName} has no field "${key}"${hint}`);
    return undefined;
  }
  try {
    return fromJson(desc, json as JsonValue, { registry: types.registry });
  } catch (error) {
    const { path, text } = whereItFails(desc, json, types, error);
    reader.problemBelow(given.entry, path, text);
    return undefined;
  }
}

/** The field of a message that a key of ProtoJSON means. */
export function fieldOfKey(desc: DescMessage, key: string): DescField | undefined {
  return desc.fields.find((field) => field.jsonName === key) ?? desc.fields.find((field) => field.name === key);
}

/** Whether ProtoJSON writes a message of a type as something else than an object of its fields. */
export function hasOwnJsonForm(desc: DescMessage): boolean {
  return desc.file.proto.package === 'google.protobuf' && ownJsonForms.has(desc.name);
}

const ownJsonForms = new Set(
  'Any Timestamp Duration FieldMask Struct Value ListValue BoolValue BytesValue DoubleValue FloatValue Int32Value Int64Value StringValue UInt32Value UInt64Value'.split(
    ' ',
  ),
);

interface UnknownKey {
  readonly path: readonly (string | number)[];
  readonly desc: DescMessage;
}

/** The first key that no field goes by. What lies inside an Any, and extensions, are left to protobuf-es. */
function findUnknownKey(desc: DescMessage, json: Json): UnknownKey | undefined {
  if (!isJsonObject(json) || hasOwnJsonForm(desc)) return undefined;
  for (const [key, value] of Object.entries(json)) {
    if (key.startsWith('[')) continue;
    const field = fieldOfKey(desc, key);
    if (field === undefined) return { path: [key], desc };
    for (const [path, part] of messagesIn(field, value)) {
      const found = field.message === undefined ? undefined : findUnknownKey(field.message, part);
      if (found !== undefined) return { path: [key, ...path, ...found.path], desc: found.desc };
    }
  }
  return undefined;
}

/** The values of a field that are messages, each with its path below the field. */
function messagesIn(field: DescField, value: Json): (readonly [readonly (string | number)[], Json])[] {
  if (field.message === undefined) return [];
  if (field.fieldKind === 'message') return [[[], value]];
  if (Array.isArray(value)) return value.map((element: Json, index) => [[index], element] as const);
  return isJsonObject(value) ? Object.entries(value).map(([key, part]) => [[key], part] as const) : [];
}

/** Narrows a message that does not fit down to the innermost part that alone does not fit. */
function whereItFails(
  desc: DescMessage,
  json: Json,
  types: MessageTypes,
  error: unknown,
): { path: (string | number)[]; text: string } {
  const text = error instanceof Error ? error.message : String(error);
  if (!isJsonObject(json) || hasOwnJsonForm(desc)) return { path: [], text };
  for (const [key, value] of Object.entries(json)) {
    const field = fieldOfKey(desc, key);
    if (field === undefined) continue;
    for (const [path, part] of messagesIn(field, value)) {
      const inner = field.message === undefined ? undefined : failureOf(field.message, part, types);
      if (inner === undefined || field.message === undefined) continue;
      const below = whereItFails(field.message, part, types, inner);
      return { path: [key, ...path, ...below.path], text: below.text };
    }
    const alone = failureOf(desc, { [key]: value }, types);
    if (alone !== undefined) return { path: [key], text: alone.message };
  }
  return { path: [], text };
}

function failureOf(desc: DescMessage, json: Json, types: MessageTypes): Error | undefined {
  try {
    fromJson(desc, json as JsonValue, { registry: types.registry });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Reads a message like {@link readMessage}, and encodes it. */
export function readMessageBytes(
  reader: YamlReader,
  given: GivenJson,
  desc: DescMessage,
  types: MessageTypes,
): Uint8Array | undefined {
  const message = readMessage(reader, given, desc, types);
  try {
    return message === undefined ? undefined : toBinary(desc, message);
  } catch (error) {
    // A field that proto2 requires is not given.
    reader.problem(given.entry, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
