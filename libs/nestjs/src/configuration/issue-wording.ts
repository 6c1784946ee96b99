import type { z } from 'zod';
import { configurationShape } from './configuration-shape.ts';
import { nearestName } from './nearest-name.ts';

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
    case 'invalid_key':
      report(issue.path, issue.issues[0]?.message ?? issue.message, 'key');
      return;
    default:
      report(issue.path, issue.message, valueAt(values, issue.path) === undefined ? 'key' : 'value');
  }
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  const { cache, upstreams } = configurationShape.shape;
  switch (path[0]) {
    case 'cache':
      return Object.keys(path.length === 1 ? cache.unwrap().shape : cache.unwrap().shape.redis.unwrap().shape);
    case 'upstreams':
      return Object.keys(upstreams.unwrap().valueType.shape);
    default:
      return Object.keys(configurationShape.shape);
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}
