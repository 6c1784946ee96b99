import type { ErrorInfo } from '../generated/google/rpc/error_details_pb.ts';
import type { Any } from '@bufbuild/protobuf/wkt';
import { statusCode } from '@tributary/upstream';

/** Why something failed: `ErrorInfo.reason`. */
export type FailureReason =
  | 'UPSTREAM_FAILED'
  | 'REQUIREMENT_FAILED'
  | 'EXPRESSION_FAILED'
  | 'BUDGET_SPENT'
  | 'TOO_MANY_CALLS'
  | 'INVALID_REQUEST';

/** Why a source has no value. Passed on as it is to whatever needs the value. */
export interface Failure {
  readonly reason: FailureReason;
  /** The code that the caller gets, if the method fails with it. */
  readonly code: number;
  /** The code that it failed with first: the upstream's. */
  readonly firstCode: number;
  /** "package.Service/Method"; '' where there was no call. */
  readonly call: string;
  /** What may be said of it; '' for nothing. */
  readonly text: string;
  /** The text was written for the caller: it goes out as it is, without the path. */
  readonly verbatim: boolean;
  /** The upstream's details, as far as they may be told. */
  readonly details: readonly Any[];
  /** Of an upstream that is itself a composite. */
  readonly inner: ErrorInfo | undefined;
  /** The engine stopped waiting. */
  readonly timedOut: boolean;
  /** The upstream sent it, so `absent` applies. */
  readonly sent: boolean;
  /** Counts up in the order in which failures came. */
  readonly order: number;
  /** Where it came first: the innermost path. Set once, by the source that failed. */
  path: string | undefined;
}

let orders = 0;

/** Makes a failure; what is left out has nothing to tell. */
export function failure(
  reason: FailureReason,
  code: number,
  rest: Partial<Omit<Failure, 'reason' | 'code' | 'order'>> = {},
): Failure {
  return {
    reason,
    code,
    firstCode: code,
    call: '',
    text: '',
    verbatim: false,
    details: [],
    inner: undefined,
    timedOut: false,
    sent: false,
    path: undefined,
    ...rest,
    order: orders++,
  };
}

/** The engine stopped waiting for a call, or would not start it any more. */
export function timedOut(call: string): Failure {
  return failure('BUDGET_SPENT', statusCode.DEADLINE_EXCEEDED, { call, text: `${call} took too long`, timedOut: true });
}

/** An expression or a conversion failed. The cause stays inside. */
export function expressionFailed(): Failure {
  return failure('EXPRESSION_FAILED', statusCode.INTERNAL, { text: 'expression failed' });
}
