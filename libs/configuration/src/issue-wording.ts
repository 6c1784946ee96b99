import { z } from 'zod';
import { configurationShape } from './configuration-shape.ts';
import { nearestName } from './nearest-name.ts';
import { isRecord } from './substitute-values.ts';

/** Where something is wrong and what: at a path's key, or at its value. */
export type Report = (path: readonly PropertyKey[], message: string, of?: 'key' | 'value') => void;

/** Tells what zod found in values, in words for people who write configurations. */
export function reportIssue(issue: z.core.$ZodIssue, values: unknown, report: Report): void {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(issue.path);
      for (const key of issue.keys) {
        const meant = nearestName(key, known);
        const advice = meant === undefined ? `the keys here are ${known.join(', ')}` : `did you mean ${meant}?`;
        report([...issue.path, key], `unknown key; ${advice}`, 'key');
      }
      return;
    }
    case 'invalid_union': {
      // Of "off, or a mapping": what is wrong inside the mapping, where there is one.
      const value = valueAt(values, issue.path);
      const inside = isRecord(value) ? issue.errors.find(saysMore) : undefined;
      if (inside === undefined) report(issue.path, issue.message);
      else for (const one of inside) reportIssue({ ...one, path: [...issue.path, ...one.path] }, values, report);
      return;
    }
    case 'invalid_key':
      report(issue.path, issue.issues[0]?.message ?? issue.message, 'key');
      return;
    default:
      report(issue.path, issue.message, valueAt(values, issue.path) === undefined ? 'key' : 'value');
  }
}

/** Whether an option of several got so far as to look inside. */
function saysMore(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.some(({ code, path }) => path.length > 0 || code === 'unrecognized_keys');
}

/** The keys that a mapping may have, by where it stands. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema = mappingIn(configurationShape);
  for (const part of path) {
    if (schema instanceof z.ZodRecord) schema = mappingIn(schema.valueType);
    else if (schema instanceof z.ZodObject) schema = mappingIn(schema.shape[String(part)]);
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** The mapping that a key takes, which it need not be given, or instead of which it may be off. */
function mappingIn(schema: unknown): z.ZodObject | z.ZodRecord | undefined {
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return schema;
  if (schema instanceof z.ZodOptional) return mappingIn(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.map(mappingIn).find((option) => option !== undefined);
  return undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}
