import { create, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack, type Any } from '@bufbuild/protobuf/wkt';
import { Metadata, type status } from '@grpc/grpc-js';
import { BadRequestSchema, ErrorInfoSchema } from '../generated/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';

/** The trailer in which gRPC carries a `google.rpc.Status` beside code and message. */
export const STATUS_DETAILS_KEY = 'grpc-status-details-bin';

/** A request field and what is wrong with it, as `google.rpc.BadRequest` has them. */
export interface FieldViolation {
  /** Path in the request, as `cinema_ids[2]`; empty: the request as a whole. */
  readonly field: string;
  /** What is wrong, for a person to read. */
  readonly description: string;
  /** Id of the rule, for a program to read. */
  readonly rule: string;
}

/** Packs any message as a status detail. */
export function detail<Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>): Any {
  return anyPack(schema, create(schema, init));
}

/**
 * The ErrorInfo that every error carries once (AIP-193).
 *
 * @param reason in UPPER_SNAKE_CASE, unique in its domain
 * @param domain who speaks, as `catalog.movienight.example`
 * @param metadata what the message text says with variable parts
 */
export function errorInfo(reason: string, domain: string, metadata: Record<string, string> = {}): Any {
  return detail(ErrorInfoSchema, { reason, domain, metadata });
}

/** Which fields of the request are wrong. */
export function badRequest(violations: readonly FieldViolation[]): Any {
  return detail(BadRequestSchema, {
    fieldViolations: violations.map(({ field, description, rule }) => ({
      field,
      description,
      reason: ruleReason(rule),
    })),
  });
}

/** Trailers with the status' details. */
export function statusTrailers(code: status, message: string, details: readonly Any[]): Metadata {
  const trailers = new Metadata();
  trailers.set(STATUS_DETAILS_KEY, Buffer.from(statusBytes(code, message, details)));
  return trailers;
}

/** A serialized `google.rpc.Status`. */
export function statusBytes(code: status, message: string, details: readonly Any[]): Uint8Array {
  return toBinary(StatusSchema, create(StatusSchema, { code, message, details: [...details] }));
}

// `FieldViolation.reason` is to be in UPPER_SNAKE_CASE; protovalidate's ids look like "string.min_len".
function ruleReason(rule: string): string {
  return rule.replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}
