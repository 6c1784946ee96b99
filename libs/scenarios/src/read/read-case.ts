import type { Entry, YamlReader } from '../file/yaml-reader.ts';
import type { Case } from '../scenario.ts';
import { findUnaryMethod, type MessageTypes } from '../types/message-types.ts';
import { readMessageBytes } from '../types/read-message.ts';
import { readMetadata } from './metadata.ts';
import { readExpectation } from './read-expectation.ts';

const defaultDeadlineMs = 5000;

const caseKeys = ['name', 'request', 'metadata', 'deadline', 'advance', 'concurrency', 'method', 'expect'] as const;

/**
 * Reads one of `cases`.
 *
 * @param position - from 1: what a case without a name goes by
 * @param scenarioMethod - the scenario's own `method`, for cases that name none
 */
export function readCase(
  reader: YamlReader,
  entry: Entry,
  position: number,
  scenarioMethod: Entry | undefined,
  types: MessageTypes,
): Case | undefined {
  const fields = reader.fields(entry, caseKeys);
  const named = fields.method ?? scenarioMethod;
  if (named === undefined) {
    reader.problem(entry, 'no `method`, neither here nor for the whole scenario');
    return undefined;
  }
  const name = reader.text(named);
  const method = name === undefined ? undefined : findUnaryMethod(types, name);
  if (typeof method === 'string') reader.problem(named, method);
  if (method === undefined || typeof method === 'string') return undefined;
  const { request, metadata, deadline, advance, concurrency } = fields;
  const read = <Value>(field: Entry | undefined, as: (found: Entry) => Value | undefined) =>
    field === undefined ? undefined : as(field);
  const bytes =
    request === undefined ? new Uint8Array() : readMessageBytes(reader, reader.json(request), method.input, types);
  const settings = {
    name: read(fields.name, (field) => reader.text(field)) ?? `case ${String(position)}`,
    metadata: read(metadata, (field) => readMetadata(reader, field)) ?? [],
    deadlineMs: read(deadline, (field) => reader.durationMs(field)) ?? defaultDeadlineMs,
    advanceMs: read(advance, (field) => reader.durationMs(field)) ?? 0,
    concurrency: read(concurrency, (field) => reader.count(field, 1)) ?? 1,
    expected: readExpectation(reader, fields.expect, method, types),
  };
  return bytes === undefined ? undefined : { ...settings, method, request: bytes };
}
