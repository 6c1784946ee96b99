import { statusCode } from '@tributary/upstream';

/** Failures of a refresh that an expired value stands in for. */
export const staleStandsIn: ReadonlySet<number> = new Set([
  statusCode.UNAVAILABLE,
  statusCode.DEADLINE_EXCEEDED,
  statusCode.RESOURCE_EXHAUSTED,
  statusCode.INTERNAL,
  statusCode.UNKNOWN,
]);
