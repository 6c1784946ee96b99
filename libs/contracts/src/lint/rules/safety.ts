import { isFieldSet } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel as Idempotency, MethodOptionsSchema } from '@bufbuild/protobuf/wkt';
import type { LintedMethod, Objection } from '../linted-method.ts';

const reads = /^(?:Get|BatchGet|BatchLookup|MultiGet|List|Search|Lookup|Find|Query|Count|Describe|Read)(?:[A-Z]|$)/;

/** Rules of what methods say of their side effects. */
export function checkSafety({ method }: LintedMethod): Objection[] {
  if (reads.test(method.name)) {
    if (method.idempotency === Idempotency.NO_SIDE_EFFECTS) return [];
    return [
      {
        rule: 'reads-are-safe',
        message: `${method.name} reads, by its name, and does not say that it has no side effects`,
        note: 'option idempotency_level = NO_SIDE_EFFECTS; or another name, where it has some',
      },
    ];
  }
  const { options } = method.proto;
  const isDeclared = options !== undefined && isFieldSet(options, MethodOptionsSchema.field.idempotencyLevel);
  if (isDeclared) return [];
  return [
    {
      rule: 'idempotency-declared',
      message: `${method.name} does not say what it does besides answering`,
      note: 'option idempotency_level = NO_SIDE_EFFECTS, IDEMPOTENT, or IDEMPOTENCY_UNKNOWN where neither holds',
    },
  ];
}
