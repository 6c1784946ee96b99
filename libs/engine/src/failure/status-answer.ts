import { create, toBinary } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { statusCode } from '@tributary/upstream';
import type { Answer } from '../engine.ts';
import type { Failure } from './failure.ts';
import { BadRequestSchema, ErrorInfoSchema, type ErrorInfo } from '../generated/google/rpc/error_details_pb.ts';
import { boundedDetails, boundedText, maxTextBytes } from './status-bounds.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';

/** The most of the path in an ErrorInfo: keys of maps may be in it, of any length. */
const maxPathBytes = 2 << 10;
const typePrefix = 'type.googleapis.com/';
const codeNames = new Map(Object.entries(statusCode).map(([name, code]) => [code as number, name]));

/** The name of a gRPC status code. */
export function codeName(code: number): string {
  return codeNames.get(code) ?? String(code);
}

/** The status that a caller gets for the failure that failed the method. */
export function statusAnswer(failure: Failure): Answer & { kind: 'status' } {
  const path = failure.path ?? '';
  const text = failure.text === '' ? codeName(failure.code) : failure.text;
  const message = boundedText(failure.verbatim || path === '' ? text : `${path}: ${text}`, maxTextBytes);
  // The caller's UNIMPLEMENTED would say that this method is not there.
  const code = failure.code === statusCode.UNIMPLEMENTED ? statusCode.INTERNAL : failure.code;
  const details = [...boundedDetails(failure.details), pack(ErrorInfoSchema, errorInfo(failure, path))];
  return {
    kind: 'status',
    code,
    message,
    details: toBinary(StatusSchema, create(StatusSchema, { code, message, details })),
    trailers: [],
  };
}

/** The answer to a request that is not valid. */
export function invalidRequest(field: string, reason: string): Answer & { kind: 'status' } {
  const code = statusCode.INVALID_ARGUMENT;
  const description = boundedText(reason, maxTextBytes / 2);
  const message = field === '' ? description : `${field}: ${description}`;
  const details = [
    pack(BadRequestSchema, create(BadRequestSchema, { fieldViolations: [{ field, description }] })),
    pack(ErrorInfoSchema, info('INVALID_REQUEST', field, '', code)),
  ];
  return {
    kind: 'status',
    code,
    message,
    details: toBinary(StatusSchema, create(StatusSchema, { code, message, details })),
    trailers: [],
  };
}

function errorInfo(failure: Failure, path: string): ErrorInfo {
  const { inner } = failure;
  if (inner === undefined) return info(failure.reason, path, failure.call, failure.firstCode);
  const below = inner.metadata['path'] ?? '';
  const joined = below === '' ? path : path === '' ? below : `${path}.${below}`;
  return create(ErrorInfoSchema, {
    ...inner,
    metadata: { ...inner.metadata, path: boundedText(joined, maxPathBytes) },
  });
}

function info(reason: string, path: string, call: string, code: number): ErrorInfo {
  return create(ErrorInfoSchema, {
    reason,
    domain: 'tributary',
    metadata: { path: boundedText(path, maxPathBytes), call, code: codeName(code) },
  });
}

function pack<Schema extends typeof ErrorInfoSchema | typeof BadRequestSchema>(
  schema: Schema,
  message: Parameters<typeof toBinary<Schema>>[1],
): ReturnType<typeof create<typeof AnySchema>> {
  return create(AnySchema, { typeUrl: typePrefix + schema.typeName, value: toBinary(schema, message) });
}
