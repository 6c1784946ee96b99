/** A part of CEL's conformance data that expressions here are not held to. */
export interface ConformanceExclusion {
  /** The section of the data, or of its tests; each matches all below it. */
  readonly section: string;
  readonly reason: string;
}

/**
 * What of the conformance data of cel-spec does not apply, and why. All other tests pass, in the types that are deduced
 * and in the values; the spec beside this file runs them, and fails where an exclusion is no longer needed.
 *
 * Also left out are tests of what happens to expressions that no type checker lets through (`disable_check`), where
 * ours refuses them.
 */
export const conformanceExclusions: readonly ConformanceExclusion[] = [
  {
    section: 'block_ext',
    reason: 'cel.block is what optimizers of other implementations write, not people',
  },
  { section: 'optionals', reason: 'there are no optional values: has() and orValue() ask instead' },
  { section: 'proto2_ext', reason: 'extensions of proto2 messages cannot be read' },
  {
    section: 'enums/strong_proto2',
    reason: 'enums are ints in operators, as in all implementations so far',
  },
  {
    section: 'enums/strong_proto3',
    reason: 'enums are ints in operators, as in all implementations so far',
  },
  {
    section: 'macros2',
    reason: 'macros with two variables (comprehensions v2) are not in the CEL library',
  },
  ...['proto2/extensions_has', 'proto2/extensions_get'].map((section) => ({
    section,
    reason: 'extensions of proto2 messages cannot be read',
  })),
  {
    section: 'type_deductions/functions',
    reason: 'the test declares a function of its own',
  },
  {
    section: 'type_deductions/type_parameters',
    reason: 'the test declares a function of its own',
  },
  ...[
    'optional_none',
    'optional_none_2',
    'optional_dyn_promotion',
    'optional_dyn_promotion_2',
    'optional_in_ternary',
  ].map((test) => ({
    section: `type_deductions/flexible_type_parameter_assignment/${test}`,
    reason: 'there are no optional values',
  })),
  {
    section: 'type_deductions/legacy_nullable_types/null_assignable_to_abstract_parameter_candidate',
    reason: 'there are no optional values',
  },
];
