import { status } from '@grpc/grpc-js';
import { describeViolations } from './request-validation.ts';
import { badRequest, errorInfo, type FieldViolation } from './status-details.ts';
import { StatusException } from './status-exception.ts';

/**
 * The failure of a call whose request breaks rules: INVALID_ARGUMENT with `BadRequest` and one ErrorInfo.
 *
 * @param domain the ErrorInfo's
 */
export function invalidRequest(domain: string, violations: readonly FieldViolation[]): StatusException {
  return new StatusException(status.INVALID_ARGUMENT, `invalid request: ${describeViolations(violations)}`, [
    badRequest(violations),
    errorInfo('INVALID_REQUEST', domain),
  ]);
}

/** The failure of a call whose `page_token` is not one of the list that it asks for. */
export function foreignPageToken(domain: string): StatusException {
  return invalidRequest(domain, [
    { field: 'page_token', description: 'is not a token of this list', rule: 'page_token' },
  ]);
}
