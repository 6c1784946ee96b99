import { status } from '@grpc/grpc-js';
import { didYouMean } from '../file/nearest-name.ts';
import type { Entry, YamlReader } from '../file/yaml-reader.ts';

const codes = new Map(
  Object.entries(status).filter((entry): entry is [string, status] => typeof entry[1] === 'number'),
);

/** Reads a gRPC status code by its name, as `NOT_FOUND`. */
export function readStatusCode(reader: YamlReader, entry: Entry): number | undefined {
  const name = reader.text(entry);
  if (name === undefined) return undefined;
  const code = codes.get(name);
  if (code === undefined) reader.problem(entry, `there is no status code "${name}"${didYouMean(name, codes.keys())}`);
  return code;
}

/** The name of a gRPC status code. */
export function statusCodeName(code: number): string {
  return status[code] ?? `code ${String(code)}`;
}
