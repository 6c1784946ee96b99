/** Holds what the engine did to what the interpreter allows. */
import { fromBinary, type DescMessage, type DescMethod, type Message } from '@bufbuild/protobuf';
import { codeName } from '../interpreter/failure.ts';
import type { Gap } from '../interpreter/gap.ts';
import type { Answer, Interpretation } from '../interpreter/interpret.ts';
import { errorInfoOf } from './error-info.ts';
import { plainMessage, type Plain } from './plain-message.ts';
import type { EngineRun } from './run-engine.ts';

/** An answer as plain data. */
export function plainAnswer(answer: Answer, { output }: DescMethod): Plain {
  if (answer.kind === 'ok') {
    return { message: plainMessage(output, answer.message), gaps: answer.gaps.map(plainGap) };
  }
  const { code, message, reason, path, call, upstreamCode } = answer;
  // What is wrong with a request is told in words of the engine's own.
  const text = reason === 'INVALID_REQUEST' ? '' : message;
  return { status: codeName(code), message: text, reason, path, call, upstreamCode };
}

function plainGap({ path, reason, code, call }: Gap): string {
  return `${path} ${reason} ${codeName(code)} ${call}`;
}

/** What the engine answered as plain data. */
export function plainRun({ answer, gaps }: EngineRun, { output }: DescMethod): Plain {
  if (answer === undefined) return 'hangs';
  if (answer.kind === 'ok') {
    const message = decoded(output, answer.message);
    if (message === undefined) return `no message: ${Buffer.from(answer.message).toString('hex')}`;
    return { message: plainMessage(output, message), gaps: gaps.map(plainGap) };
  }
  const info = errorInfoOf(answer.details);
  return {
    status: codeName(answer.code),
    message: info?.reason === 'INVALID_REQUEST' ? '' : answer.message,
    reason: info?.reason ?? '',
    path: info?.metadata['path'] ?? '',
    call: info?.metadata['call'] ?? '',
    upstreamCode: info?.metadata['code'] ?? '',
  };
}

function decoded(desc: DescMessage, bytes: Uint8Array): Message | undefined {
  try {
    return fromBinary(desc, bytes);
  } catch {
    return undefined;
  }
}

/** What the engine did that the language does not allow; undefined: nothing. */
export function disagreement(run: EngineRun, allowed: Interpretation, method: DescMethod): string | undefined {
  if (allowed.answers === undefined) return undefined;
  if (allowed.answers.some((answer) => agrees(run, answer, method))) return undefined;
  const show = (plain: Plain): string => JSON.stringify(plain, undefined, 1);
  const may = new Set(allowed.answers.map((answer) => show(plainAnswer(answer, method))));
  return `the engine:\n${show(plainRun(run, method))}\nthe interpreter:\n${[...may].join('\nor\n')}`;
}

function agrees(run: EngineRun, answer: Answer, method: DescMethod): boolean {
  const did = plainRun(run, method);
  const may = plainAnswer(answer, method);
  if (answer.kind !== 'ok' || !answer.gaps.some(({ uncertain }) => uncertain === true)) {
    return JSON.stringify(did) === JSON.stringify(may);
  }
  if (run.answer?.kind !== 'ok') return false;
  const messageOf = (plain: Plain): string =>
    JSON.stringify((plain as { readonly message: Plain }).message, withoutCompleteness);
  return messageOf(did) === messageOf(may) && isWithin(run.gaps, answer.gaps);
}

/** Whether gaps are some of those allowed, in their order, with all that are certain. */
function isWithin(gaps: EngineRun['gaps'], allowed: readonly Gap[]): boolean {
  let next = 0;
  for (const gap of allowed) {
    const told = gaps[next];
    if (told !== undefined && plainGap(told) === plainGap(gap)) next++;
    else if (gap.uncertain !== true) return false;
  }
  return next === gaps.length;
}

function withoutCompleteness(_: string, value: unknown): unknown {
  const isIt = typeof value === 'object' && value !== null && ('complete' in value || 'gaps' in value);
  return isIt ? {} : value;
}
