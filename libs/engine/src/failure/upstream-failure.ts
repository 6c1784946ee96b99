import { fromBinary } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import { statusCode } from '@tributary/upstream';
import { failure, type Failure } from './failure.ts';
import { ErrorInfoSchema, type ErrorInfo } from '../generated/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';

/** Codes of bugs: what upstreams say with them is for their own people. */
const hidden: ReadonlySet<number> = new Set([
  statusCode.INTERNAL,
  statusCode.UNKNOWN,
  statusCode.DATA_LOSS,
  statusCode.UNIMPLEMENTED,
]);

const errorInfoType = 'type.googleapis.com/google.rpc.ErrorInfo';

/**
 * A call that ended with a status.
 *
 * @param details - the upstream's `google.rpc.Status`, serialized
 */
export function upstreamFailed(call: string, code: number, message: string, details: Uint8Array | undefined): Failure {
  if (hidden.has(code)) {
    return failure('UPSTREAM_FAILED', code, { call, text: `${call} failed`, sent: true });
  }
  const all = details === undefined ? [] : readDetails(details);
  return failure('UPSTREAM_FAILED', code, {
    call,
    text: message,
    details: all.filter(({ typeUrl }) => typeUrl !== errorInfoType),
    inner: innerInfo(all),
    sent: true,
  });
}

/** A call whose reply was not a valid message of its type. */
export function malformedReply(call: string): Failure {
  return failure('UPSTREAM_FAILED', statusCode.INTERNAL, { call, text: `${call} failed` });
}

function readDetails(bytes: Uint8Array): readonly Any[] {
  try {
    return fromBinary(StatusSchema, bytes).details;
  } catch {
    return []; // an upstream's malformed details take nothing away from its status
  }
}

/** The ErrorInfo of an upstream that is itself a composite. */
function innerInfo(details: readonly Any[]): ErrorInfo | undefined {
  for (const { typeUrl, value } of details) {
    if (typeUrl !== errorInfoType) continue;
    try {
      const info = fromBinary(ErrorInfoSchema, value);
      if (info.domain === 'tributary') return info;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** A key without an item: as if the upstream had sent it for that key. */
export function missingItem(call: string): Failure {
  return failure('UPSTREAM_FAILED', statusCode.NOT_FOUND, {
    call,
    text: `${call} has no item for this key`,
    sent: true,
  });
}

/** An expired value is used without asking: asking has failed lately. */
export function unasked(call: string): Failure {
  return failure('UPSTREAM_FAILED', statusCode.UNAVAILABLE, { call, text: `${call} failed lately` });
}
