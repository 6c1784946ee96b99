import { expressionMeaning } from '../../diff/options/expression-meaning.ts';

/** What explanations put in front of an expression, and what they add of how its value is assigned. */
const around =
  /^((?:each key of )?[\w.]+ = |from |by name from |computed from [^:]*: |constant: |(?:of (?:each|the) item )?select |fallback )?(.*?)(, (?:made into |its fields |its values |each ).*)?$/s;

/** Whether words of two explanations say the same; those that are the same need not be understood. */
export function sayTheSame(some: string, others: string): boolean {
  return some === others || meaningOf(some) === meaningOf(others);
}

/** Words of an explanation in a form that is equal where they say the same: of an expression in them its meaning. */
export function meaningOf(words: string): string {
  const [, before = '', expression = '', after = ''] = around.exec(words) ?? [];
  return `${before.replace(/^computed from [^:]*/, 'computed')}${expressionMeaning(expression)}${after}`;
}
