/** The codes of gRPC, as in `google/rpc/code.proto`. */
export const statusCode = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** `grpc-status` as a code. What is no code of gRPC is UNKNOWN (gRPC, statuscodes.md). */
export function codeFromGrpcStatus(value: string): number {
  if (!/^\d{1,2}$/.test(value)) return statusCode.UNKNOWN;
  const code = Number(value);
  return code <= statusCode.UNAUTHENTICATED ? code : statusCode.UNKNOWN;
}

/** The code of an HTTP answer that carries no `grpc-status` (gRPC, http-grpc-status-mapping.md). */
export function codeFromHttpStatus(status: number): number {
  switch (status) {
    case 400:
      return statusCode.INTERNAL;
    case 401:
      return statusCode.UNAUTHENTICATED;
    case 403:
      return statusCode.PERMISSION_DENIED;
    case 404:
      return statusCode.UNIMPLEMENTED;
    case 429:
    case 502:
    case 503:
    case 504:
      return statusCode.UNAVAILABLE;
    default:
      return statusCode.UNKNOWN;
  }
}
