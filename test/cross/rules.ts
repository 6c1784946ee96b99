import { type Combination, type OutcomeName, outcomes } from './combination.ts';

// What the reference says of failures (Terms, Failure, Gaps, The status the caller gets), as a few rules over the
// combinations. It shares nothing with the engine.

/** What a case expects, as scenario files say it. */
export type Expected = Readonly<Record<string, unknown>>;

/** What the key of a call comes to. */
type Result =
  | { readonly kind: 'value' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'failure';
      readonly code: string;
      /** Behind the path; undefined where the reference leaves the words open. */
      readonly text: string | undefined;
      readonly isTimeout: boolean;
    };

const rest = 'here';

/** What a caller must see of a combination where its call has an outcome. */
export function expectedOf(combination: Combination, outcome: OutcomeName): Expected {
  const { shape } = combination;
  const call = shape === 'batch' ? 'cross.v1.PartService/BatchGet' : 'cross.v1.PartService/Get';
  const result = resultOf(combination, outcome, call);
  const calls = { [call]: shape === 'element' ? 3 : 1 };
  switch (shape) {
    case 'single':
      return { calls, ...ofField(combination, result, 'part', call) };
    case 'let':
      return { calls, ...ofLet(combination, result, call) };
    case 'inside':
      return { calls, ...ofBox(combination, result, call) };
    case 'element':
      return { calls, ...ofRows(combination, [{ kind: 'value' }, result, { kind: 'value' }], outcome, call) };
    case 'batch': {
      // A call that fails, fails all its keys; a key without an item is that key's alone.
      const others: Result = outcome === 'missing' ? { kind: 'value' } : result;
      return { calls, ...ofRows(combination, [others, result, others], outcome, call) };
    }
  }
}

function resultOf({ treatment, shape, declaresAbsent }: Combination, name: OutcomeName, call: string): Result {
  const outcome = outcomes[name];
  // By default NOT_FOUND means that there is none, where the field of the call is optional and has no fallback.
  const byDefault = treatment === 'optional' && shape !== 'let' && shape !== 'inside' ? ['NOT_FOUND'] : [];
  const absent = declaresAbsent ? ['OUT_OF_RANGE'] : byDefault;
  const failure = (code: string, text: string | undefined): Result =>
    absent.includes(code) ? { kind: 'none' } : { kind: 'failure', code, text, isTimeout: false };
  switch (outcome.kind) {
    case 'reply':
      return { kind: 'value' };
    case 'status':
      return failure(outcome.code, outcome.text);
    case 'missing':
      return failure('NOT_FOUND', undefined);
    case 'malformed':
      return { kind: 'failure', code: 'INTERNAL', text: `${call} failed`, isTimeout: false };
    case 'hang':
      // Nobody sent this code, so it is not `absent`, whatever that lists.
      return { kind: 'failure', code: 'DEADLINE_EXCEEDED', text: undefined, isTimeout: true };
  }
}

type Failed = Result & { kind: 'failure' };

function status({ code, text, isTimeout }: Failed, path: string, call: string): Expected {
  const reason = isTimeout ? 'BUDGET_SPENT' : 'UPSTREAM_FAILED';
  const info = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', domain: 'tributary', reason };
  return {
    status: code,
    message: text === undefined ? path : `${path}: ${text}`,
    reason,
    details: [{ ...info, metadata: { path, call, code } }],
  };
}

function gap({ code, isTimeout }: Failed, path: string, call: string, instead?: string): Expected {
  return { path, reason: instead ?? (isTimeout ? 'TIMED_OUT' : 'FAILED'), code, call };
}

function ofField(
  { treatment }: Combination,
  result: Result,
  path: string,
  call: string,
  value: Expected = { part: { id: 'ok', text: 'part' } },
  spare: Expected = { part: { id: 'spare' } },
): Expected {
  if (result.kind === 'value') return { response: { ...value, rest } };
  if (result.kind === 'none') return { response: { rest } };
  switch (treatment) {
    case 'optional':
      return { response: { rest }, gaps: [gap(result, path, call)] };
    case 'fallback':
      return { response: { ...spare, rest }, gaps: [gap(result, path, call, 'FALLBACK')] };
    case 'required':
    case 'dropped':
      return status(result, path, call);
  }
}

function ofLet(combination: Combination, result: Result, call: string): Expected {
  const expected = ofField(combination, result, '$known', call);
  if (combination.treatment !== 'optional' || result.kind !== 'failure') return expected;
  // Who reads it fails with it; the message goes out all the same, so it is a gap as well.
  return { ...expected, gaps: [gap(result, '$known', call), gap(result, 'part', call)] };
}

function ofBox(combination: Combination, result: Result, call: string): Expected {
  // Made in place: set, whether there is a part in it or not.
  if (result.kind === 'none') return { response: { box: { kind: 'box' }, rest } };
  if (result.kind === 'failure' && combination.treatment === 'required') return status(result, 'box.part', call);
  const value = { box: { kind: 'box', part: { id: 'ok', text: 'part' } } };
  return ofField(combination, result, 'box', call, value, { box: { kind: 'spare' } });
}

function ofRows(
  { treatment, shape }: Combination,
  results: readonly Result[],
  outcome: OutcomeName,
  call: string,
): Expected {
  const ids = ['a', outcome, 'b'];
  const failed = results.findIndex(({ kind }) => kind === 'failure');
  const first = results[failed];
  if (treatment === 'required' && first?.kind === 'failure') {
    // The keys of a batch give up together, each by its own clock, and whose time ends first is told.
    if (first.isTimeout && shape === 'batch') return { status: first.code, reason: 'BUDGET_SPENT' };
    return status(first, `rows[${failed}].part`, call);
  }
  const rows = results.flatMap((result, index): Expected[] => {
    const id = ids[index] ?? '';
    if (result.kind === 'value') return [{ id, part: { id, text: 'part' } }];
    if (result.kind === 'none' || treatment === 'optional') return [{ id }];
    return treatment === 'dropped' ? [] : [{ id, part: { id: 'spare' } }];
  });
  const gaps = results.flatMap((result, index) => {
    if (result.kind !== 'failure') return [];
    if (treatment === 'dropped') return [gap(result, `rows[${index}]`, call, 'DROPPED')];
    return [gap(result, `rows[${index}].part`, call, treatment === 'fallback' ? 'FALLBACK' : undefined)];
  });
  return { response: { rows, rest }, gaps };
}
