/** A rule for contracts that compose well. */
export interface LintRule {
  readonly id: LintRuleId;
  /** What breaks it. */
  readonly summary: string;
  /** Why it is one, and what to do. */
  readonly why: string;
}

const catalogue = [
  {
    id: 'batch-get',
    summary: 'a method gets one thing by a key that lists carry, and its service has none that gets several',
    why: 'A composite that shows a list asks for each element: fifty calls where one would do. Add a BatchGet method that takes the keys as a repeated field and answers in their order (AIP-231).',
  },
  {
    id: 'batch-shape',
    summary: 'a BatchGet method that does not take one repeated field and answer with one repeated field of messages',
    why: 'So it is known without being told which field takes the keys and which holds the items: several callers are gathered in one call by that.',
  },
  {
    id: 'idempotency-declared',
    summary: 'a method that does not say what it does besides answering',
    why: 'Only what declares itself safe may be cached, hedged or retried. Say NO_SIDE_EFFECTS, IDEMPOTENT, or, where neither holds, IDEMPOTENCY_UNKNOWN: then it was thought of.',
  },
  {
    id: 'reads-are-safe',
    summary: 'a method that reads, by its name, and is not NO_SIDE_EFFECTS',
    why: 'Who sees Get, List or Search takes it for safe; composites may cache and share its replies only where it says so. Declare it, or give a method that changes something another name.',
  },
  {
    id: 'pages',
    summary: 'a method that lists and lacks page_size, page_token or next_page_token',
    why: 'Lists grow, and pages cannot be added later: old callers would take the first page for all there is (AIP-158, AIP-180). Add the fields from day one, even where one page holds all.',
  },
  {
    id: 'errors-listed',
    summary: 'a method that does not list the errors it ends with, nor does its service',
    why: 'Callers and composites decide by code and reason what is absent, what is worth another try, what to tell. List them in the comment of the method, or of the service what all methods have: "Errors:", and a line "- NOT_FOUND MOVIE_NOT_FOUND: there is no such film" for each; "Errors: none" where there are none of its own.',
  },
  {
    id: 'error-reason',
    summary:
      'an error without a code and one reason, or with a reason that means another code elsewhere in the service',
    why: 'Each error carries one ErrorInfo whose reason, in UPPER_SNAKE_CASE, says which it is (AIP-193): a code alone is shared by errors that have nothing in common, and a text is no contract. A code that the text tells of belongs in the list.',
  },
  {
    id: 'ignore',
    summary: 'a comment that turns a rule off and gives no reason, names no rule, or is not needed',
    why: 'Write "tributary:lint:ignore pages: there are twelve months" in the comment of the method, and take it out when the rule is kept.',
  },
] as const;

/** The name of a rule. */
export type LintRuleId = (typeof catalogue)[number]['id'];

/** All rules, in the order of the reference. */
export const lintRules: readonly LintRule[] = catalogue;
