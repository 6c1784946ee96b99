/** What is wrong at one place of an expression's text. */
export interface ExpressionFinding {
  /** The rule that is broken. */
  readonly rule: 'unknown-name' | 'bad-expression' | 'duplicate-name';
  /** Where it begins in the text, in UTF-16 units. */
  readonly offset: number;
  /** How long it is, in UTF-16 units; 0 where something is missing. */
  readonly length: number;
  /** What is wrong. */
  readonly message: string;
  /** The next step: the nearest name, the names that there are, the conversion to use. */
  readonly note?: string;
}
