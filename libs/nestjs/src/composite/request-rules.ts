import { type DescMessage, type DescMethod, fromBinary, type Message, type Registry } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { createRequestValidator, describeViolations } from '../service/request-validation.ts';
import type { Answer } from '@tributary/engine';
import { badRequest, errorInfo, type FieldViolation, statusBytes } from '../service/status-details.ts';

/** What is wrong with a request by the rules of its contract; undefined: nothing. */
export type RequestRules = (request: Uint8Array) => readonly FieldViolation[] | undefined;

// Of the options `buf.validate.message`, `.oneof` and `.field`.
const rulesExtension = 1159;

/**
 * Prepares the `buf.validate` rules of a method's request.
 *
 * @returns undefined where there are none, so that requests need not be decoded
 * @throws Error where a rule is itself wrong
 */
export function requestRules(method: DescMethod, registry: Registry): RequestRules | undefined {
  const { input } = method;
  if (!hasRules(input, new Set())) return undefined;
  const validator = createRequestValidator(registry);
  validator.prepare(input);
  return (request) => {
    let message: Message;
    try {
      message = fromBinary(input, request);
    } catch {
      // No message of its type: the engine says so, in its own words.
      return undefined;
    }
    const validity = validator.validate(input, message);
    return validity.kind === 'valid' ? undefined : validity.violations;
  };
}

/**
 * INVALID_ARGUMENT as the engine answers it, too: the message names the first violation, the details are all of them as
 * `BadRequest` and one ErrorInfo.
 */
export function invalidRequest(all: readonly FieldViolation[]): Answer {
  const violations = fitting(all);
  const code = status.INVALID_ARGUMENT;
  const message = describeViolations(violations.slice(0, 1));
  const metadata = { path: violations[0]?.field ?? '', call: '', code: status[code] };
  const details = [badRequest(violations), errorInfo('INVALID_REQUEST', 'tributary', metadata)];
  return { kind: 'status', code, message, details: statusBytes(code, message, details), trailers: [] };
}

/** The most of violations that go out: trailers have 64 KiB in all, and the first violation is in them three times. */
const maxBytes = 8 << 10;
const maxTextLength = 1000;

/** As many violations as go out with a status; of a text that is too long its beginning. */
function fitting(all: readonly FieldViolation[]): readonly FieldViolation[] {
  let left = maxBytes;
  const found: FieldViolation[] = [];
  for (const violation of all) {
    const each = { ...violation, field: cut(violation.field), description: cut(violation.description) };
    left -= Buffer.byteLength(each.field) + Buffer.byteLength(each.description);
    if (left < 0) break;
    found.push(each);
  }
  return found;
}

function cut(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}…`;
}

/** Whether a message, or one inside it, carries rules. */
function hasRules(message: DescMessage, seen: Set<DescMessage>): boolean {
  if (seen.has(message)) return false;
  seen.add(message);
  if (carriesRules(message.proto.options)) return true;
  if (message.oneofs.some((oneof) => carriesRules(oneof.proto.options))) return true;
  return message.fields.some(
    (field) => carriesRules(field.proto.options) || (field.message !== undefined && hasRules(field.message, seen)),
  );
}

function carriesRules(options: Message | undefined): boolean {
  return options?.$unknown?.some(({ no }) => no === rulesExtension) ?? false;
}
