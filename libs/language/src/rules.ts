/** How bad a finding is: an error keeps a server from starting. */
export type Level = 'error' | 'warning';

/** A rule that compositions are checked against. */
export interface Rule {
  /** Its name, as it stands in findings. */
  readonly id: RuleId;
  readonly level: Level;
  /** What breaks it. */
  readonly summary: string;
}

const table = {
  'unknown-call': ['error', 'no such service or method'],
  'streaming-call': ['error', 'the method called is not unary'],
  'unknown-arg': ['error', 'the request has no such field'],
  'unknown-name': ['error', 'a name is not in scope, or a type has no such field'],
  'bad-expression': ['error', 'CEL syntax, or types that do not fit an operator or function'],
  'type-mismatch': [
    'error',
    'a value cannot be assigned; a condition is not a bool; a key is not a scalar or not of the kind of `match`',
  ],
  ambiguous: [
    'error',
    'a default of `select` has several candidates, or one of `batch.keys` or `batch.items` has several or none',
  ],
  'no-source': ['error', 'a field that nothing fills'],
  'duplicate-name': ['error', 'two names in one scope'],
  cycle: [
    'error',
    'values that wait for each other, a condition that needs a call with side effects which waits for it, or a ' +
      'message made inside itself without a source',
  ],
  'bad-option': [
    'error',
    'a duration or number that cannot be read; `value` with `call` or an option of calls; `unset` with anything; ' +
      '`optional_elements` on what is not repeated; `optional` on a `let`; `cache` without `ttl`; two `args` one ' +
      'inside the other; `composite` on a streaming method',
  ],
  'unsafe-cache': ['error', '`cache` where the method is not NO_SIDE_EFFECTS'],
  'unsafe-retry': ['error', '`retry` where the method called is neither NO_SIDE_EFFECTS nor IDEMPOTENT'],
  'unsafe-hedge': ['error', '`hedge` where the method called is neither NO_SIDE_EFFECTS nor IDEMPOTENT'],
  'unsafe-call': ['error', 'a composite method that declares NO_SIDE_EFFECTS calls a method that does not'],
  'n-plus-one': ['warning', 'a call per element of a list, without `batch`'],
  'unused-let': ['warning', 'a `let` that nothing reads and that has no side effects'],
} as const satisfies Record<string, readonly [Level, string]>;

/** The name of a rule. */
export type RuleId = keyof typeof table;

/** All rules, in the order of the reference. */
export const rules: readonly Rule[] = (Object.keys(table) as RuleId[]).map((id) => ({
  id,
  level: table[id][0],
  summary: table[id][1],
}));

/** The level of a rule. */
export function levelOf(rule: RuleId): Level {
  return table[rule][0];
}
