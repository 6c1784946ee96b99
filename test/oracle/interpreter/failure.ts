/** Why a source has no value, and what is told of it. */

/** A failure. It is passed on as it is to whatever needs the value; where it came first gives it its path. */
export interface Failure {
  readonly reason: 'UPSTREAM_FAILED' | 'REQUIREMENT_FAILED' | 'EXPRESSION_FAILED' | 'INVALID_REQUEST';
  /** What the caller gets if the method fails with it. */
  readonly code: number;
  /** What the upstream sent. */
  readonly firstCode: number;
  /** "package.Service/Method"; '' where there was no call. */
  readonly call: string;
  readonly text: string;
  /** The text goes out as it is, without the path. */
  readonly verbatim: boolean;
  /** The upstream sent it, so `absent` applies. */
  readonly sent: boolean;
  readonly path: string | undefined;
}

/** What a name or a source yields. */
export type Yield<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'none' }
  /** Several: which of them came first depends on time, and any of them may have. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** There is none. */
export const none: { readonly kind: 'none' } = { kind: 'none' };

/** INTERNAL, as gRPC numbers it. */
export const internal = 13;
const hiddenCodes: ReadonlySet<number> = new Set([2, 12, 13, 15]);

/** An expression or a conversion failed. */
export function expressionFailed(path: string): Failure {
  return {
    reason: 'EXPRESSION_FAILED',
    code: internal,
    firstCode: internal,
    call: '',
    text: 'expression failed',
    verbatim: false,
    sent: false,
    path,
  };
}

/** A call ended with a status. Of bugs the text stays inside. */
export function upstreamFailed(call: string, code: number, message: string, path: string): Failure {
  return {
    reason: 'UPSTREAM_FAILED',
    code,
    firstCode: code,
    call,
    text: hiddenCodes.has(code) ? `${call} failed` : message,
    verbatim: false,
    sent: true,
    path,
  };
}

/** A reply was not a valid message. */
export function malformed(call: string, path: string): Failure {
  return { ...upstreamFailed(call, internal, '', path), sent: false };
}

/** A requirement does not hold. */
export function unmet(code: number, text: string, path: string): Failure {
  return {
    reason: 'REQUIREMENT_FAILED',
    code,
    firstCode: code,
    call: '',
    text,
    verbatim: true,
    sent: false,
    path,
  };
}

const codeNames = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** The name of a status code. */
export function codeName(code: number): string {
  return codeNames[code] ?? String(code);
}

/** Decides between failures whose order in time the interpreter does not know. */
export interface Chooser {
  choose(failures: readonly Failure[]): Failure;
}

/**
 * Goes through all decisions that there are, one world after the other: in each the interpreter runs anew, and an engine
 * is right where it agrees with one of them.
 */
export class Worlds implements Chooser {
  private decisions: { made: number; readonly of: number }[] = [];
  private next = 0;

  choose(failures: readonly Failure[]): Failure {
    const distinct = [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()];
    const [first] = distinct;
    if (first === undefined) throw new Error('there is no failure to choose');
    if (distinct.length === 1) return first;
    const at = this.next++;
    const decision = (this.decisions[at] ??= { made: 0, of: distinct.length });
    return distinct[decision.made] ?? first;
  }

  /** Goes to the next world; false where all have been seen. */
  advance(): boolean {
    this.decisions.length = Math.min(this.decisions.length, this.next);
    this.next = 0;
    for (let last = this.decisions.at(-1); last !== undefined; last = this.decisions.at(-1)) {
      if (++last.made < last.of) return true;
      this.decisions.pop();
    }
    return false;
  }

  /** Starts the same world again. */
  again(): void {
    this.next = 0;
  }
}
