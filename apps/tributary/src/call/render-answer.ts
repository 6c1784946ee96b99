import { fromBinary, type JsonValue } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { type Completeness, CompletenessSchema, type Gap, GapReason } from '@tributary/language';
import {
  type Answer,
  completenessTrailer,
  renderDurationMs,
  renderMessage,
  statusCodeName,
} from '@tributary/scenarios';
import type { MethodContract } from './contracts.ts';

/** An answer for people. What is not OK is for the error output. */
export interface RenderedAnswer {
  readonly output: string;
  readonly errors: string;
}

/** An answer as ProtoJSON with its gaps and the time it took, or a status with its details. */
export function renderAnswerAsText(answer: Answer, { method, types }: MethodContract): RenderedAnswer {
  const took = `in ${renderMs(answer.durationMs)}`;
  if (answer.response === undefined) {
    const details = answer.details.map((any) => renderMessage(AnySchema, any, types, 2));
    const lines = [`${statusCodeName(answer.code)}: ${answer.message}`, ...details, took];
    return { output: '', errors: lines.join('\n') };
  }
  const response = renderMessage(method.output, fromBinary(method.output, answer.response), types, 2);
  const gaps = gapsOf(answer);
  const table = gaps.length === 0 ? [] : ['', 'gaps', ...renderTable(gaps)];
  const cache = answer.trailers.get('cache-status');
  const notes = ['OK', took, ...(cache === undefined ? [] : [`cache-status: ${cache.join(', ')}`])];
  return { output: [response, ...table, '', notes.join('  ')].join('\n'), errors: '' };
}

/** Trailers that are shown as what they mean, and headers that are none: a status alone comes without trailers. */
const shownOtherwise = new Set([completenessTrailer, 'grpc-status-details-bin', 'content-type', 'date']);

/** An answer, whatever its status, as JSON for programs. */
export function renderAnswerAsJson(answer: Answer, { method, types }: MethodContract): string {
  const read = (text: string): JsonValue => {
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      // What has no ProtoJSON is told in words.
      return text;
    }
  };
  const trailers = [...answer.trailers]
    .filter(([key]) => !shownOtherwise.has(key))
    .map(([key, values]) => [
      key,
      values.map((value) => (typeof value === 'string' ? value : base64(value))).join(','),
    ]);
  return JSON.stringify(
    {
      status: statusCodeName(answer.code),
      ...(answer.response === undefined
        ? {
            message: answer.message,
            details: answer.details.map((any) => read(renderMessage(AnySchema, any, types))),
          }
        : {
            response: read(renderMessage(method.output, fromBinary(method.output, answer.response), types)),
            gaps: gapsOf(answer).map(gapAsJson),
          }),
      trailers: Object.fromEntries(trailers) as Record<string, string>,
      durationMs: Number(answer.durationMs.toFixed(3)),
    },
    null,
    2,
  );
}

function gapsOf(answer: Answer): Completeness['gaps'] {
  const [bytes] = answer.trailers.get(completenessTrailer) ?? [];
  return bytes instanceof Uint8Array ? fromBinary(CompletenessSchema, bytes).gaps : [];
}

function gapAsJson(gap: Gap) {
  return {
    path: gap.path,
    reason: reasonName(gap),
    code: statusCodeName(gap.code),
    ...(gap.call === '' ? {} : { call: gap.call }),
    ...(gap.age === undefined ? {} : { ageMs: ageMsOf(gap) }),
  };
}

/** Enums are open: a newer composite may know reasons that are not known here. */
function reasonName({ reason }: Gap): string {
  const names: Readonly<Record<number, string | undefined>> = GapReason;
  return names[reason] ?? String(reason);
}

function ageMsOf({ age }: Gap): number | undefined {
  return age === undefined ? undefined : Number(age.seconds) * 1000 + age.nanos / 1e6;
}

function renderTable(gaps: readonly Gap[]): string[] {
  const rows = gaps.map((gap) => {
    const ageMs = ageMsOf(gap);
    return [
      gap.path === '' ? '(the whole answer)' : gap.path,
      reasonName(gap),
      statusCodeName(gap.code),
      gap.call,
      ageMs === undefined ? '' : `${renderDurationMs(ageMs)} old`,
    ];
  });
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

function renderMs(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
