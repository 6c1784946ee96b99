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
  const bytes =
    request === undefined ? new Uint8Array() : readMessageBytes(reader, reader.json(request), method.input, types);
  const expected = readExpectation(reader, fields.expect, method, types);
  if (bytes === undefined) return undefined;
  return {
    name: (fields.name === undefined ? undefined : reader.text(fields.name)) ?? `case ${String(position)}`,
    method,
    request: bytes,
    metadata: metadata === undefined ? [] : readMetadata(reader, metadata),
    deadlineMs: (deadline === undefined ? undefined : reader.durationMs(deadline)) ?? defaultDeadlineMs,
    advanceMs: (advance === undefined ? undefined : reader.durationMs(advance)) ?? 0,
    concurrency: (concurrency === undefined ? undefined : reader.count(concurrency, 1)) ?? 1,
    expected,
  };
}
