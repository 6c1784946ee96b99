import {
  type DescField,
  type DescMessage,
  fromBinary,
  getExtension,
  hasExtension,
  type Message,
  toBinary,
} from '@bufbuild/protobuf';
import { isReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { type Completeness, CompletenessSchema, type Gap, GapReason } from '@tributary/language';
import { renderDurationMs } from '../file/duration.ts';
import { statusCodeName } from '../read/status-code.ts';
import type { Answer } from '../run/answer.ts';
import type { ExpectedGap } from '../scenario.ts';
import type { MessageTypes } from '../types/message-types.ts';
import type { Failure } from './failure.ts';

/** The trailer in which a composite tells of gaps: a serialized Completeness. */
export const completenessTrailer = 'tributary-completeness-bin';

/**
 * Compares the gaps of an OK answer: those of the trailer with those expected, and the Completeness that the engine
 * filled in the response, where there is one, with the trailer.
 */
export function judgeGaps(
  expected: readonly ExpectedGap[],
  answer: Answer,
  desc: DescMessage,
  response: Message,
  types: MessageTypes,
): readonly Failure[] {
  const trailer = readTrailer(answer);
  if (trailer === undefined) {
    return [{ about: 'gaps', message: `the trailer ${completenessTrailer} is no Completeness` }];
  }
  const failures: Failure[] = [];
  if (!meetsAll(expected, trailer.gaps)) {
    failures.push({
      about: 'gaps',
      message: 'other gaps than expected',
      expected: expected.map(renderExpectedGap).join('\n') || 'none',
      actual: trailer.gaps.map(renderGap).join('\n') || 'none',
    });
  }
  for (const field of desc.fields.filter((each) => isFilledByEngine(each, types))) {
    const message = disagreement(field, response, desc, trailer);
    if (message !== undefined) failures.push({ about: 'gaps', ...message });
  }
  return failures;
}

function readTrailer(answer: Answer): Completeness | undefined {
  const [bytes, second] = answer.trailers.get(completenessTrailer) ?? [new Uint8Array()];
  if (!(bytes instanceof Uint8Array) || second !== undefined) return undefined;
  try {
    return fromBinary(CompletenessSchema, bytes);
  } catch {
    return undefined;
  }
}

/** A Completeness of the response that has a source of its own may say what it likes, one with a condition nothing. */
function isFilledByEngine(field: DescField, types: MessageTypes): boolean {
  if (field.oneof !== undefined) return false;
  if (field.fieldKind !== 'message' || field.message.typeName !== CompletenessSchema.typeName) return false;
  const from = types.registry.getExtension('tributary.v1.from');
  const { options } = field.proto;
  if (from?.fieldKind !== 'message' || options === undefined || !hasExtension(options, from)) return true;
  const source = reflect(from.message, getExtension(options, from) as Message);
  return !source.fields.some((each) => ['value', 'call', 'unset', 'when'].includes(each.name) && source.isSet(each));
}

function disagreement(
  field: DescField,
  response: Message,
  desc: DescMessage,
  trailer: Completeness,
): Omit<Failure, 'about'> | undefined {
  const holder = reflect(desc, response);
  const value: unknown = holder.isSet(field) ? holder.get(field) : undefined;
  if (!isReflectMessage(value)) return { message: `the response's \`${field.name}\` is not filled in` };
  const completeness = fromBinary(CompletenessSchema, toBinary(value.desc, value.message));
  const isComplete = trailer.gaps.length === 0;
  if (completeness.complete !== isComplete) {
    return {
      message: `\`${field.name}.complete\` is ${String(completeness.complete)}, and the answer has ${isComplete ? 'no gaps' : 'gaps'}`,
    };
  }
  const render = (gaps: readonly Gap[]) => gaps.map(renderGap).join('\n');
  const [inResponse, inTrailer] = [render(completeness.gaps), render(trailer.gaps)];
  if (inResponse === inTrailer) return undefined;
  return {
    message: `\`${field.name}\` tells of other gaps than the trailer`,
    expected: inTrailer || 'none',
    actual: inResponse || 'none',
  };
}

function meetsAll(expected: readonly ExpectedGap[], gaps: readonly Gap[]): boolean {
  return expected.length === gaps.length && gaps.every((gap, index) => meets(expected[index], gap));
}

function meets(expected: ExpectedGap | undefined, gap: Gap): boolean {
  if (expected === undefined) return false;
  const { path, reason, code, call, ageMs } = expected;
  return (
    (path === undefined || path === gap.path) &&
    (reason === undefined || reason === (gap.reason as number)) &&
    (code === undefined || code === (gap.code as number)) &&
    (call === undefined || call === gap.call) &&
    (ageMs === undefined || (ageOf(gap) ?? -1) >= ageMs)
  );
}

function ageOf({ age }: Gap): number | undefined {
  return age === undefined ? undefined : Number(age.seconds) * 1000 + age.nanos / 1e6;
}

function renderGap(gap: Gap): string {
  return renderExpectedGap({
    path: gap.path,
    reason: gap.reason,
    code: gap.code,
    call: gap.call === '' ? undefined : gap.call,
    ageMs: ageOf(gap),
  });
}

function renderExpectedGap({ path, reason, code, call, ageMs }: ExpectedGap): string {
  const parts = [
    ...(path === undefined ? [] : [`path: ${path === '' ? "''" : path}`]),
    ...(reason === undefined ? [] : [`reason: ${GapReason[reason] ?? String(reason)}`]),
    ...(code === undefined ? [] : [`code: ${statusCodeName(code)}`]),
    ...(call === undefined ? [] : [`call: ${call}`]),
    ...(ageMs === undefined ? [] : [`age: ${renderDurationMs(ageMs)}`]),
  ];
  return `{ ${parts.join(', ')} }`;
}
