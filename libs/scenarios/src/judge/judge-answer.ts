import { type DescMessage, fromBinary, type Message } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { ErrorInfoSchema } from '@tributary/nestjs';
import { renderDurationMs } from '../file/duration.ts';
import { statusCodeName } from '../read/status-code.ts';
import type { Answer } from '../run/answer.ts';
import type { Case, Expectation } from '../scenario.ts';
import { differences, skipCompleteness, skipNothing } from '../types/compare-messages.ts';
import { decodeMessage } from '../types/decode-message.ts';
import type { MessageTypes } from '../types/message-types.ts';
import { renderMessage } from '../types/render-message.ts';
import { unknownFieldsAt } from '../types/unknown-fields.ts';
import type { Failure } from './failure.ts';
import { completenessTrailer, judgeGaps } from './gaps.ts';

/** Compares what a caller got with what it must get. */
export function judgeAnswer({ expected, method }: Case, answer: Answer, types: MessageTypes): readonly Failure[] {
  return [
    ...(answer.code === expected.status
      ? answer.code === 0
        ? judgeResponse(expected, answer, method.output, types)
        : judgeStatus(expected, answer, types)
      : [otherStatus(expected, answer, method.output, types)]),
    ...judgeTrailers(expected, answer),
    ...judgeTime(expected, answer),
  ];
}

function otherStatus(expected: Expectation, answer: Answer, desc: DescMessage, types: MessageTypes): Failure {
  const response = answer.response === undefined ? undefined : decodeMessage(desc, answer.response);
  return {
    about: 'status',
    message: `${statusCodeName(answer.code)} instead of ${statusCodeName(expected.status)}`,
    expected: statusCodeName(expected.status),
    actual: response === undefined ? renderStatus(answer, types) : `OK ${renderMessage(desc, response, types)}`,
  };
}

function renderStatus(answer: Answer, types: MessageTypes): string {
  const details = answer.details.map((any) => `\n${renderMessage(AnySchema, any, types)}`);
  return `${statusCodeName(answer.code)}: ${answer.message}${details.join('')}`;
}

function judgeResponse(
  expected: Expectation,
  answer: Answer,
  desc: DescMessage,
  types: MessageTypes,
): readonly Failure[] {
  const response = decodeMessage(desc, answer.response ?? new Uint8Array());
  if (response === undefined) return [{ about: 'response', message: `is no valid ${desc.typeName}` }];
  return [
    ...(expected.response === undefined ? [] : judgeMessage(expected.response, response, desc, types)),
    ...judgeUnknownFields(expected, response, desc, types),
    ...judgeGaps(expected.gaps, answer, desc, response, types),
  ];
}

const mostDifferences = 10;

function judgeMessage(
  expected: Message,
  response: Message,
  desc: DescMessage,
  types: MessageTypes,
): readonly Failure[] {
  const found = differences(desc, expected, response, { types, skip: skipCompleteness });
  if (found.length === 0) return [];
  const more = found.length - mostDifferences;
  const lines = found
    .slice(0, mostDifferences)
    .map((each) => `${each.path || 'the message'}: expected ${each.expected}, got ${each.actual}`);
  return [
    {
      about: 'response',
      message: [...lines, ...(more > 0 ? [`and ${String(more)} more`] : [])].join('\n'),
      expected: renderMessage(desc, expected, types, 2),
      actual: renderMessage(desc, response, types, 2),
    },
  ];
}

function judgeUnknownFields(
  expected: Expectation,
  response: Message,
  desc: DescMessage,
  types: MessageTypes,
): readonly Failure[] {
  return expected.unknownFields.flatMap(({ path, steps, numbers }) => {
    const found = unknownFieldsAt(desc, response, steps, types);
    const holds = numbers.length === 0 ? found.length === 0 : numbers.every((number) => found.includes(number));
    if (holds) return [];
    const where = path === '' ? 'the response' : `\`${path}\``;
    const message = `other unknown fields in ${where} than expected`;
    return [{ about: 'unknown', message, expected: `[${numbers.join(', ')}]`, actual: `[${found.join(', ')}]` }];
  });
}

function judgeStatus(expected: Expectation, answer: Answer, types: MessageTypes): readonly Failure[] {
  const failures: Failure[] = [];
  if (expected.message !== undefined && !answer.message.includes(expected.message)) {
    const message = 'the status has another message';
    failures.push({ about: 'message', message, expected: expected.message, actual: answer.message });
  }
  if (expected.reason !== undefined) failures.push(...judgeReason(expected.reason, answer));
  for (const detail of expected.details) {
    const isThere = answer.details.some(
      (found) => differences(AnySchema, detail, found, { types, skip: skipNothing }).length === 0,
    );
    if (isThere) continue;
    failures.push({
      about: 'details',
      message: 'a detail is not among those of the status',
      expected: renderMessage(AnySchema, detail, types),
      actual: answer.details.map((any) => renderMessage(AnySchema, any, types)).join('\n') || 'none',
    });
  }
  if (answer.trailers.has(completenessTrailer)) {
    failures.push({ about: 'gaps', message: `the trailer ${completenessTrailer} came with an answer that is not OK` });
  }
  return failures;
}

/** The domain of the ErrorInfo that a composite gives. */
const errorDomain = 'tributary';

function judgeReason(expected: string, answer: Answer): readonly Failure[] {
  const infos = answer.details
    .filter((any) => any.typeUrl.endsWith(`/${ErrorInfoSchema.typeName}`))
    .map((any) => fromBinary(ErrorInfoSchema, any.value));
  const [info, second] = infos;
  if (info?.reason === expected && info.domain === errorDomain && second === undefined) return [];
  return [
    {
      about: 'reason',
      message: second === undefined ? 'another reason than expected' : 'more than one ErrorInfo',
      expected: `${expected} (domain ${errorDomain})`,
      actual: infos.map(({ reason, domain }) => `${reason} (domain ${domain})`).join('\n') || 'no ErrorInfo',
    },
  ];
}

function judgeTrailers(expected: Expectation, answer: Answer): readonly Failure[] {
  return [...expected.trailers].flatMap(([key, pattern]) => {
    const values = answer.trailers.get(key);
    const actual = values
      ?.map((value) => (typeof value === 'string' ? value : Buffer.from(value).toString('base64')))
      .join(',');
    if (pattern === null) {
      return actual === undefined
        ? []
        : [{ about: 'trailers', message: `\`${key}\` is there`, expected: 'none', actual }];
    }
    const holds =
      actual !== undefined && (pattern.kind === 'equals' ? pattern.text === actual : pattern.pattern.test(actual));
    if (holds) return [];
    return [
      {
        about: 'trailers',
        message: `\`${key}\` is otherwise`,
        expected: pattern.kind === 'equals' ? pattern.text : String(pattern.pattern),
        actual: actual ?? 'none',
      },
    ];
  });
}

// Timers of Node may fire up to a millisecond early.
const earlyMs = 1;

function judgeTime({ withinMs, atLeastMs }: Expectation, { durationMs }: Answer): readonly Failure[] {
  const took = `took ${durationMs.toFixed(1)} ms`;
  return [
    ...(withinMs !== undefined && durationMs > withinMs
      ? [{ about: 'within', message: `${took}, and had ${renderDurationMs(withinMs)}` }]
      : []),
    ...(atLeastMs !== undefined && durationMs < atLeastMs - earlyMs
      ? [{ about: 'at_least', message: `${took}, and must take ${renderDurationMs(atLeastMs)}` }]
      : []),
  ];
}
