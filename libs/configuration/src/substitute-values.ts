import { type Environment, substituteEnvironment } from './environment.ts';
import type { Report } from './issue-wording.ts';

/** Puts the environment's variables into all texts that are values. */
export function substituteValues(
  value: unknown,
  path: readonly PropertyKey[],
  environment: Environment,
  report: Report,
): unknown {
  if (typeof value === 'string') {
    const substituted = substituteEnvironment(value, environment);
    if (substituted.kind === 'ok') return substituted.text;
    report(path, substituted.message);
    return value;
  }
  if (Array.isArray(value))
    return value.map((item, index) => substituteValues(item, [...path, index], environment, report));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      // An object may say "not given" with undefined; a file cannot.
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, substituteValues(item, [...path, key], environment, report)]),
  );
}

/** Whether a value is a mapping. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
