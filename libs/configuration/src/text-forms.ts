import { maxTimerMs, parseDuration } from '@tributary/language';
import { z } from 'zod';
import { byteSizePattern, parseByteSize } from './byte-size.ts';

/**
 * A text of a form of its own: `expected` says which, `read` yields undefined where the text has another.
 *
 * @param told - `never`: what is there instead is not repeated, as it may hold a password
 */
export function textOf<T>(
  expected: string,
  read: (text: string) => T | undefined,
  pattern?: string,
  told: 'when-wrong' | 'never' = 'when-wrong',
): z.ZodType<T, string> {
  const message = (input: unknown) => {
    if (told === 'never' && typeof input === 'string') return `expected ${expected}, got something else`;
    return `expected ${expected}, got ${input === undefined ? 'nothing' : JSON.stringify(input)}`;
  };
  const schema = z.string({ error: (issue) => message(issue.input) }).transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: message(text) });
    return z.NEVER;
  });
  // A value may also hold variables of the environment, of which an editor knows nothing.
  return pattern === undefined ? schema : schema.meta({ pattern: `${pattern}|\\$\\{` });
}

const notEmpty = (text: string) => (text === '' ? undefined : text);
// The form that parseDuration reads, for editors.
const durationPattern = '^(\\d+(\\.\\d+)?|\\.\\d+)(ms|s|m|h)$';
const readDuration = (text: string) => {
  const ms = parseDuration(text);
  return typeof ms === 'number' && ms <= maxTimerMs ? ms : undefined;
};
/** A positive time that a timer can wait. */
export const duration = (example: string): z.ZodType<number, string> =>
  textOf(`a duration, as "${example}"`, readDuration, durationPattern);
/** A size in bytes. */
export const byteSize = (example: string): z.ZodType<number, string> =>
  textOf(`a size, as "${example}"`, parseByteSize, byteSizePattern);
/** The path of something. */
export const path = (what: string): z.ZodType<string, string> => textOf(`the path of ${what}`, notEmpty);

const readShare = (text: string) => {
  const percent = Number(/^(\d+(?:\.\d+)?)%$/.exec(text)?.[1]);
  return percent <= 100 ? percent / 100 : undefined;
};
/** A share of something, as a fraction. */
export const share = (example: string): z.ZodType<number, string> =>
  textOf(`a share, as "${example}"`, readShare, '^\\d+(\\.\\d+)?%$');

/** A whole number, which may come out of the environment as a text. */
export function count(least: number): z.ZodType<number, number | string> {
  const message = (input: unknown): string => `expected a whole number from ${least}, got ${JSON.stringify(input)}`;
  return z.union([z.number(), z.string()], { error: (issue) => message(issue.input) }).transform((input, context) => {
    const value = typeof input === 'number' ? input : /^\d+$/.test(input) ? Number(input) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
    context.addIssue({ code: 'custom', message: message(input) });
    return z.NEVER;
  });
}

/** What a mapping with other keys, or something else, is told. */
export function mapping(keys: string): { error: (issue: z.core.$ZodRawIssue) => string | undefined } {
  return {
    error: (issue) => (issue.code === 'invalid_type' ? `expected a mapping with the keys ${keys}` : undefined),
  };
}

/** A mapping, or off. */
export function orOff<Shape extends z.ZodObject>(shape: Shape): z.ZodUnion<[z.ZodLiteral<'off'>, Shape]> {
  const keys = Object.keys(shape.shape).join(', ');
  return z.union([z.literal('off'), shape], { error: () => `expected off, or a mapping with the keys ${keys}` });
}
