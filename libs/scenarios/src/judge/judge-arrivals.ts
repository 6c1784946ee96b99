import type { Message } from '@bufbuild/protobuf';
import { renderDurationMs } from '../file/duration.ts';
import type { Case } from '../scenario.ts';
import { differences, skipNothing } from '../types/compare-messages.ts';
import { methodName, type MessageTypes } from '../types/message-types.ts';
import { renderMessage } from '../types/render-message.ts';
import type { Arrival } from '../upstream/arrival.ts';
import type { Failure } from './failure.ts';

/** Compares the calls that arrived at the upstreams in a case with those that must have. */
export function judgeArrivals(
  { expected }: Case,
  arrivals: readonly Arrival[],
  types: MessageTypes,
): readonly Failure[] {
  const of = (name: string) => arrivals.filter(({ method }) => methodName(method) === name);
  return [
    ...arrivals.filter(({ matched }) => !matched).map((arrival) => unmatched(arrival, types)),
    ...[...expected.calls].flatMap(([name, count]) => judgeCount(name, count, of(name))),
    ...[...expected.requests].flatMap(([name, requests]) => judgeRequests(name, requests, of(name), types)),
    ...[...expected.upstreamMetadata].flatMap(([name, keys]) => judgeMetadata(name, keys, of(name))),
    ...[...expected.upstreamDeadlinesMs].flatMap(([name, ms]) => judgeDeadline(name, ms, of(name))),
  ];
}

function unmatched({ method, request, bytes }: Arrival, types: MessageTypes): Failure {
  const shown =
    request === undefined
      ? `no valid ${method.input.typeName}, the bytes ${Buffer.from(bytes).toString('base64')}`
      : renderMessage(method.input, request, types);
  return { about: 'upstreams', message: `no entry of ${methodName(method)} matches the request ${shown}` };
}

function judgeCount(name: string, expected: number, { length }: readonly Arrival[]): readonly Failure[] {
  if (expected === length) return [];
  const message = `${name} was called ${String(length)} times, not ${String(expected)}`;
  return [{ about: 'calls', message, expected: String(expected), actual: String(length) }];
}

function judgeRequests(
  name: string,
  expected: readonly Message[],
  arrivals: readonly Arrival[],
  types: MessageTypes,
): readonly Failure[] {
  const left = [...arrivals];
  const missing = expected.filter((request) => {
    const index = left.findIndex(
      (arrival) =>
        arrival.request !== undefined &&
        differences(arrival.method.input, request, arrival.request, { types, skip: skipNothing }).length === 0,
    );
    if (index === -1) return true;
    left.splice(index, 1);
    return false;
  });
  if (missing.length === 0 && left.length === 0) return [];
  const show = (message: Message | undefined) => {
    const desc = message === undefined ? undefined : types.registry.getMessage(message.$typeName);
    return message === undefined || desc === undefined ? 'no valid message' : renderMessage(desc, message, types);
  };
  return [
    {
      about: 'requests',
      message: `other requests to ${name} than expected`,
      expected: missing.map(show).join('\n') || 'none beside those that came',
      actual: left.map(({ request }) => show(request)).join('\n') || 'none',
    },
  ];
}

function judgeMetadata(
  name: string,
  keys: ReadonlyMap<string, string | null>,
  arrivals: readonly Arrival[],
): readonly Failure[] {
  return [...keys].flatMap(([key, expected]) => {
    if (expected !== null && arrivals.length === 0) {
      return [{ about: 'upstream_metadata', message: `no call of ${name} came that could have \`${key}\`` }];
    }
    const actual = arrivals.map(({ metadata }) => metadata.get(key)?.join(',') ?? null);
    const odd = actual.filter((value) => !sameValue(value, expected));
    if (odd.length === 0) return [];
    return [
      {
        about: 'upstream_metadata',
        message: `\`${key}\` of ${String(odd.length)} of ${String(actual.length)} calls of ${name} is otherwise`,
        expected: expected ?? 'none',
        actual: [...new Set(odd)].map((value) => value ?? 'none').join('\n'),
      },
    ];
  });
}

/** HTTP may put a blank behind the comma that joins repeated values. */
function sameValue(actual: string | null, expected: string | null): boolean {
  if (actual === null || expected === null) return actual === expected;
  const joined = (text: string) => text.replaceAll(/,\s+/g, ',');
  return actual === expected || joined(actual) === joined(expected);
}

/**
 * The time that a call was given may be less than stated by what the way there took, and more by what a timer of the
 * script fired early.
 */
function judgeDeadline(name: string, statedMs: number, arrivals: readonly Arrival[]): readonly Failure[] {
  const mostMs = statedMs + 10;
  const leastMs = statedMs - Math.max(25, Math.min(statedMs / 5, 1000));
  if (arrivals.length === 0) return [{ about: 'upstream_deadline', message: `no call of ${name} came` }];
  const longestMs = Math.max(...arrivals.map(({ givenMs }) => givenMs ?? Infinity));
  if (longestMs >= leastMs && longestMs <= mostMs) return [];
  return [
    {
      about: 'upstream_deadline',
      message: `the longest time that a call of ${name} was given is otherwise`,
      expected: `${renderDurationMs(statedMs)} (from ${renderDurationMs(leastMs)} to ${renderDurationMs(mostMs)})`,
      actual: longestMs === Infinity ? 'no deadline' : renderDurationMs(longestMs),
    },
  ];
}
