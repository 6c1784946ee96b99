import { lintRules, type LintRuleId } from './lint-rules.ts';
import type { Objection } from './linted-method.ts';

const mark = /tributary:lint:ignore\b[ \t]*([\w-]*)[ \t]*:?[ \t]*(.*)/g;

/**
 * Takes out what a comment says is to be ignored, as "tributary:lint:ignore pages: there are twelve months", and objects to
 * such lines that give no reason, name no rule, or are not needed.
 */
export function withoutIgnored(comment: string, objections: readonly Objection[]): Objection[] {
  const ignored = new Set<LintRuleId>();
  const own: Objection[] = [];
  for (const [, name = '', reason = ''] of comment.matchAll(mark)) {
    const rule = lintRules.find(({ id }) => id === name)?.id;
    if (rule === undefined || rule === 'ignore') {
      own.push(object(`there is no rule "${name}" to be ignored`, `there are: ${ignorable.join(', ')}`));
      continue;
    }
    ignored.add(rule);
    if (reason.trim() === '') {
      own.push(
        object(`${rule} is ignored without a reason`, `write it behind: tributary:lint:ignore ${rule}: because …`),
      );
    } else if (!objections.some((objection) => objection.rule === rule)) {
      own.push(object(`${rule} is ignored, and is kept here`, 'take the line out'));
    }
  }
  return [...objections.filter(({ rule }) => !ignored.has(rule)), ...own];
}

const ignorable = lintRules.map(({ id }) => id).filter((id) => id !== 'ignore');

function object(message: string, note: string): Objection {
  return { rule: 'ignore', message, note };
}
