import type { DescMessage, Message, Registry } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { pathToString } from '@bufbuild/protobuf/reflect';
import { createValidator } from '@bufbuild/protovalidate';
import type { FieldViolation } from './status-details.ts';

/** What the rules of `buf.validate` say of a message. */
export type RequestValidity =
  { readonly kind: 'valid' } | { readonly kind: 'invalid'; readonly violations: readonly FieldViolation[] };

/** Checks messages against the rules of `buf.validate` in their descriptors. */
export interface RequestValidator {
  /**
   * @throws Error where a rule cannot be evaluated: a mistake in the contract, not in the message
   */
  validate(desc: DescMessage, message: Message): RequestValidity;
  /**
   * Compiles the rules of a message, so that a mistake in them shows before the first request, which then need not wait
   * either.
   *
   * @throws Error where a rule cannot be compiled
   */
  prepare(desc: DescMessage): void;
}

/**
 * @param registry types of extensions and of `google.protobuf.Any`; the descriptors themselves may come from anywhere
 */
export function createRequestValidator(registry?: Registry): RequestValidator {
  const validator = createValidator(registry === undefined ? {} : { registry });
  return {
    validate(desc, message) {
      const result = validator.validate(desc, message);
      switch (result.kind) {
        case 'valid':
          return { kind: 'valid' };
        case 'invalid':
          return {
            kind: 'invalid',
            violations: result.violations.map(({ field, message: description, ruleId }) => ({
              field: pathToString(field),
              description,
              rule: ruleId,
            })),
          };
        case 'error':
          throw new Error(`the rules of ${desc.typeName} cannot be evaluated`, { cause: result.error });
      }
    },
    prepare(desc) {
      const result = validator.validate(desc, create(desc));
      if (result.kind === 'error' && result.error.name === 'CompilationError') {
        throw new Error(`the rules of ${desc.typeName} cannot be compiled`, { cause: result.error });
      }
    },
  };
}

/** The violations as one line of text. */
export function describeViolations(violations: readonly FieldViolation[]): string {
  return violations
    .map(({ field, description }) => (field === '' ? description : `${field}: ${description}`))
    .join('; ');
}
