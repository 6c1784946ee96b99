import { Code } from '@tributary/language';
import type { LintedMethod, Objection } from '../linted-method.ts';

/** An error as a comment lists it. */
interface ListedError {
  readonly line: string;
  /** Undefined where the line has another form. */
  readonly code: string | undefined;
  readonly reason: string | undefined;
}

/** The errors that a comment lists; undefined where it lists none, not even that there are none. */
export function errorsIn(comment: string): readonly ListedError[] | undefined {
  const lines = comment.split('\n').map((line) => line.trim());
  const start = lines.findIndex((line) => /^Errors:/.test(line));
  if (start < 0) return undefined;
  if (/^Errors: none\b/.test(lines[start] ?? '')) return [];
  const listed: ListedError[] = [];
  for (const line of lines.slice(start + 1)) {
    if (line === '') {
      if (listed.length > 0) break;
      continue;
    }
    if (!/^[-*] /.test(line)) {
      // The line before goes on.
      if (listed.length > 0) continue;
      break;
    }
    const [, code, reason] = /^[-*] ([A-Z_]+)(?: ([A-Z][A-Z0-9_]*))?(?::|$)/.exec(line) ?? [];
    listed.push({ line: line.slice(2), code: isCode(code) ? code : undefined, reason });
  }
  return listed;
}

const form = 'as "- NOT_FOUND MOVIE_NOT_FOUND: there is no such film"';

/** Rules of the errors that methods tell of. */
export function checkErrors({ method, comment, serviceComment }: LintedMethod): Objection[] {
  if (comment === undefined || serviceComment === undefined) return [];
  const own = errorsIn(comment);
  const shared = errorsIn(serviceComment);
  if (own === undefined && shared === undefined) {
    return [
      {
        rule: 'errors-listed',
        message: `${method.name} does not list its errors, nor does ${method.parent.name}`,
        note: `write "Errors:" in the comment and below it each, ${form}; or "Errors: none"`,
      },
    ];
  }
  // What the service lists is told of once.
  const isFirst = method.parent.methods[0] === method;
  const objections = [...(own ?? []), ...(isFirst ? (shared ?? []) : [])].flatMap(checkForm);
  const listed = new Set([...(own ?? []), ...(shared ?? [])].map(({ code }) => code));
  for (const code of codesInText(comment)) {
    if (listed.has(code)) continue;
    objections.push({
      rule: 'error-reason',
      message: `the comment tells of ${code}, and no error that is listed has it`,
      note: `list it with the reason that its ErrorInfo gives, ${form}`,
    });
  }
  return objections;
}

function checkForm({ line, code, reason }: ListedError): Objection[] {
  if (code !== undefined && reason !== undefined) return [];
  return [
    {
      rule: 'error-reason',
      message: `"${line}" has ${code === undefined ? 'no status code' : 'no reason'}`,
      note: `write the code and the reason of its ErrorInfo, ${form}`,
    },
  ];
}

/** Composites give these with the code of whatever was behind it. */
const reasonsOfComposites = new Set(['UPSTREAM_FAILED', 'REQUIREMENT_FAILED', 'EXPRESSION_FAILED', 'BUDGET_SPENT']);

/** Reasons that stand for several codes in one service: the code that each was listed with first, and the others. */
export function ambiguousReasons(comments: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const codes = new Map<string, Set<string>>();
  for (const { code, reason } of comments.flatMap((comment) => errorsIn(comment) ?? [])) {
    if (code === undefined || reason === undefined || reasonsOfComposites.has(reason)) continue;
    codes.set(reason, (codes.get(reason) ?? new Set()).add(code));
  }
  return new Map([...codes].filter(([, all]) => all.size > 1).map(([reason, all]) => [reason, [...all]]));
}

function isCode(text: string | undefined): text is string {
  return text !== undefined && text !== 'OK' && text in Code && Number.isNaN(Number(text));
}

function codesInText(comment: string): readonly string[] {
  const words = comment.match(/\b[A-Z]+(?:_[A-Z]+)*\b/g) ?? [];
  // Shorter ones are words as well.
  return [...new Set(words)].filter((word) => isCode(word) && word.includes('_'));
}
