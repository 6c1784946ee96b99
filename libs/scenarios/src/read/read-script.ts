import { create, type DescMethod, isMessage, toBinary } from '@bufbuild/protobuf';
import { type Any, AnySchema } from '@bufbuild/protobuf/wkt';
import { StatusSchema } from '@tributary/nestjs';
import type { Entry, YamlReader } from '../file/yaml-reader.ts';
import type { MethodScript, ScriptedAnswer, ScriptEntry } from '../scenario.ts';
import { findUnaryMethod, type MessageTypes } from '../types/message-types.ts';
import { readMessage, readMessageBytes } from '../types/read-message.ts';
import { readRequestPattern } from '../types/request-pattern.ts';
import { readMetadata } from './metadata.ts';
import { readStatusCode } from './status-code.ts';

const entryKeys = [
  'when',
  'reply',
  'raw',
  'status',
  'message',
  'details',
  'hang',
  'delay',
  'times',
  'metadata',
] as const;
type EntryFields = Partial<Record<(typeof entryKeys)[number], Entry>>;

/** Reads `upstreams`: by method, the entries of which the first that matches answers. */
export function readScripts(reader: YamlReader, entry: Entry, types: MessageTypes): ReadonlyMap<string, MethodScript> {
  const scripts = new Map<string, MethodScript>();
  for (const field of reader.mapping(entry)) {
    const method = findUnaryMethod(types, field.name);
    if (typeof method === 'string') {
      reader.problem(field, method);
      continue;
    }
    const entries = reader.list(field).flatMap((item) => readEntry(reader, item, method, types) ?? []);
    scripts.set(field.name, { method, entries });
  }
  return scripts;
}

function readEntry(reader: YamlReader, entry: Entry, method: DescMethod, types: MessageTypes): ScriptEntry | undefined {
  const fields = reader.fields(entry, entryKeys);
  const matches =
    fields.when === undefined ? () => true : readRequestPattern(reader, reader.json(fields.when), method.input, types);
  const answer = readAnswer(reader, entry, fields, method, types);
  const delayMs = fields.delay === undefined ? 0 : reader.durationMs(fields.delay);
  const times = fields.times === undefined ? Infinity : reader.count(fields.times, 1);
  if (matches === undefined || answer === undefined || delayMs === undefined || times === undefined) return undefined;
  return { matches, answer, delayMs, times };
}

function readAnswer(
  reader: YamlReader,
  entry: Entry,
  fields: EntryFields,
  method: DescMethod,
  types: MessageTypes,
): ScriptedAnswer | undefined {
  const { reply, raw, status, hang, message, details, metadata } = fields;
  const hangs = hang === undefined ? false : reader.truth(hang);
  const given = [reply, raw, status, hangs === true ? hang : undefined].filter((field) => field !== undefined);
  const [answer, second] = given;
  if (answer === undefined || second !== undefined) {
    reader.problem(second ?? entry, 'an entry has one answer: `reply`, `raw`, `status` or `hang: true`');
    return undefined;
  }
  for (const field of [message, details]) {
    if (field !== undefined && status === undefined) reader.problem(field, `\`${field.name}\` belongs to a \`status\``);
  }
  const trailers = metadata === undefined ? [] : readMetadata(reader, metadata);
  if (status !== undefined) {
    const code = readStatusCode(reader, status);
    const text = message === undefined ? '' : reader.text(message);
    if (code === 0) reader.problem(status, 'OK is no failure: give a `reply`');
    if (code === undefined || text === undefined) return undefined;
    const packed = details === undefined ? undefined : [...readDetails(reader, details, types)];
    const bytes =
      packed === undefined
        ? undefined
        : toBinary(StatusSchema, create(StatusSchema, { code, message: text, details: packed }));
    return { kind: 'status', code, message: text, details: bytes, trailers };
  }
  if (hangs === true) return { kind: 'hang' };
  const bytes =
    raw === undefined ? readMessageBytes(reader, reader.json(answer), method.output, types) : readBase64(reader, raw);
  return bytes === undefined ? undefined : { kind: 'reply', message: bytes, trailers };
}

function readBase64(reader: YamlReader, entry: Entry): Uint8Array | undefined {
  // `raw:` with nothing behind it is the empty message.
  const text = reader.isNull(entry) ? '' : reader.text(entry)?.replaceAll(/\s/g, '');
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text) || text.replace(/=+$/, '').length % 4 === 1) {
    reader.problem(entry, 'must be base64');
    return undefined;
  }
  return Buffer.from(text, 'base64');
}

/** Reads details of a status: messages with their type in `@type`. */
export function readDetails(reader: YamlReader, entry: Entry, types: MessageTypes): readonly Any[] {
  return reader.list(entry).flatMap((item) => {
    const any = readMessage(reader, reader.json(item), AnySchema, types);
    if (any === undefined || !isMessage(any, AnySchema)) return [];
    if (any.typeUrl === '') reader.problem(item, 'a detail needs its type: "@type": type.googleapis.com/...');
    return [any];
  });
}
