import { type DescMethod, type Message } from '@bufbuild/protobuf';
import { GapReason } from '@tributary/language';
import { didYouMean } from '../file/nearest-name.ts';
import type { Entry, YamlReader } from '../file/yaml-reader.ts';
import type { Expectation, ExpectedGap, ExpectedUnknownFields, TextPattern } from '../scenario.ts';
import { parseFieldPath } from '../types/field-path.ts';
import { findUnaryMethod, type MessageTypes } from '../types/message-types.ts';
import { readMessage } from '../types/read-message.ts';
import { readMetadataKey } from './metadata.ts';
import { readDetails } from './read-script.ts';
import { readStatusCode } from './status-code.ts';

const expectationKeys = [
  'response',
  'unknown',
  'gaps',
  'calls',
  'requests',
  'upstream_metadata',
  'upstream_deadline',
  'trailers',
  'within',
  'at_least',
  'status',
  'message',
  'reason',
  'details',
] as const;

/** Reads an `expect`; without one the answer must be OK and have no gaps. */
export function readExpectation(
  reader: YamlReader,
  entry: Entry | undefined,
  method: DescMethod,
  types: MessageTypes,
): Expectation {
  const fields = entry === undefined ? {} : reader.fields(entry, expectationKeys);
  const read = <Value>(field: Entry | undefined, as: (found: Entry) => Value | undefined) =>
    field === undefined ? undefined : as(field);
  const status = read(fields.status, (field) => readStatusCode(reader, field)) ?? 0;
  const gaps = read(fields.gaps, (field) => reader.list(field).map((gap) => readGap(reader, gap))) ?? [];
  const inAnswer = [fields.response, fields.unknown, gaps.length === 0 ? undefined : fields.gaps].find(
    (field) => field !== undefined,
  );
  if (status !== 0 && inAnswer !== undefined) {
    reader.problem(inAnswer, `\`${inAnswer.name}\` is of an answer that is OK, and the status expected is not`);
  }
  const ofStatus = [fields.reason, fields.details, fields.message].find((field) => field !== undefined);
  if (status === 0 && ofStatus !== undefined) {
    reader.problem(ofStatus, `\`${ofStatus.name}\` is of a failure: give the \`status\` expected`);
  }
  return {
    status,
    message: read(fields.message, (field) => reader.text(field)),
    reason: read(fields.reason, (field) => reader.text(field)),
    details: read(fields.details, (field) => readDetails(reader, field, types)) ?? [],
    response: read(fields.response, (field) => readMessage(reader, reader.json(field), method.output, types)),
    unknownFields: read(fields.unknown, (field) => readUnknownFields(reader, field)) ?? [],
    gaps,
    calls: readByMethod(reader, fields.calls, types, (field) => reader.count(field, 0)),
    requests: readByMethod(reader, fields.requests, types, (field, called) =>
      readRequests(reader, field, called, types),
    ),
    upstreamMetadata: readByMethod(reader, fields.upstream_metadata, types, (field) =>
      readUpstreamMetadata(reader, field),
    ),
    upstreamDeadlinesMs: readByMethod(reader, fields.upstream_deadline, types, (field) => reader.durationMs(field)),
    trailers: read(fields.trailers, (field) => readTrailers(reader, field)) ?? new Map(),
    withinMs: read(fields.within, (field) => reader.durationMs(field)),
    atLeastMs: read(fields.at_least, (field) => reader.durationMs(field)),
  };
}

function readByMethod<Value>(
  reader: YamlReader,
  entry: Entry | undefined,
  types: MessageTypes,
  read: (field: Entry, method: DescMethod) => Value | undefined,
): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const field of entry === undefined ? [] : reader.mapping(entry)) {
    const method = findUnaryMethod(types, field.name);
    if (typeof method === 'string') {
      reader.problem(field, method);
      continue;
    }
    const value = read(field, method);
    if (value !== undefined) found.set(field.name, value);
  }
  return found;
}

function readRequests(reader: YamlReader, entry: Entry, method: DescMethod, types: MessageTypes): readonly Message[] {
  return reader.list(entry).flatMap((item) => readMessage(reader, reader.json(item), method.input, types) ?? []);
}

function readUpstreamMetadata(reader: YamlReader, entry: Entry): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const field of reader.mapping(entry)) {
    const key = readMetadataKey(reader, field);
    const value = reader.isNull(field) ? null : reader.text(field);
    if (key !== undefined && value !== undefined) found.set(key, value);
  }
  return found;
}

function readTrailers(reader: YamlReader, entry: Entry): ReadonlyMap<string, TextPattern | null> {
  const found = new Map<string, TextPattern | null>();
  for (const field of reader.mapping(entry)) {
    const key = readMetadataKey(reader, field);
    const pattern = reader.isNull(field) ? null : readTextPattern(reader, field);
    if (key !== undefined && pattern !== undefined) found.set(key, pattern);
  }
  return found;
}

/** A text between slashes is a regular expression. */
function readTextPattern(reader: YamlReader, entry: Entry): TextPattern | undefined {
  const text = reader.text(entry);
  if (text === undefined) return undefined;
  if (text.length < 2 || !text.startsWith('/') || !text.endsWith('/')) return { kind: 'equals', text };
  try {
    return { kind: 'matches', pattern: new RegExp(text.slice(1, -1)) };
  } catch (error) {
    reader.problem(entry, error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function readUnknownFields(reader: YamlReader, entry: Entry): readonly ExpectedUnknownFields[] {
  return reader.mapping(entry).flatMap((field) => {
    const steps = parseFieldPath(field.name);
    if (steps === undefined) reader.problem(field, `"${field.name}" is no path: give one like "movies[2].title"`);
    const numbers = reader.list(field).flatMap((item) => reader.count(item, 1) ?? []);
    return steps === undefined ? [] : [{ path: field.name, steps, numbers }];
  });
}

function readGap(reader: YamlReader, entry: Entry): ExpectedGap {
  const { path, reason, code, call, age } = reader.fields(entry, ['path', 'reason', 'code', 'call', 'age']);
  return {
    path: path === undefined ? undefined : reader.isNull(path) ? '' : reader.text(path),
    reason: reason === undefined ? undefined : readGapReason(reader, reason),
    code: code === undefined ? undefined : readStatusCode(reader, code),
    call: call === undefined ? undefined : reader.text(call),
    ageMs: age === undefined ? undefined : reader.durationMs(age),
  };
}

const gapReasons = Object.keys(GapReason).filter((name) => !/^\d+$/.test(name));

function readGapReason(reader: YamlReader, entry: Entry): number | undefined {
  const name = reader.text(entry)?.replace(/^GAP_REASON_/, '');
  if (name === undefined) return undefined;
  const reason: unknown = Object.entries(GapReason).find(([known]) => known === name)?.[1];
  if (typeof reason === 'number') return reason;
  reader.problem(entry, `there is no gap reason "${name}"${didYouMean(name, gapReasons)}`);
  return undefined;
}
