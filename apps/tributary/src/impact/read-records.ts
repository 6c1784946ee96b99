import { readFile } from 'node:fs/promises';
import type { Usage, Waiver } from '@tributary/contracts';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { Refusal } from '../refusal.ts';

const usageShape = z.object({
  since: z.iso.datetime({ offset: true }),
  until: z.iso.datetime({ offset: true }),
  records: z.array(
    z.object({
      caller: z.string(),
      method: z.string().regex(/^[\w.]+\/\w+$/, 'must be "package.Service/Method"'),
      whole: z.int().nonnegative(),
      fields: z.record(z.string(), z.int().nonnegative()),
    }),
  ),
});

const waiverShape = z.strictObject({
  symbol: z.string().min(1),
  rule: z.string().min(1),
  owner: z.string().min(1),
  reason: z.string().min(1),
  expiry: z.iso.date('must be a day, as 2026-12-31'),
});

const waiversShape = z.strictObject({ waivers: z.array(waiverShape) });

/**
 * Reads what callers have asked for, as composites export it.
 *
 * @throws Refusal where the file is not there, or is not of that shape
 */
export async function readUsage(file: string): Promise<Usage> {
  const text = await read(file, '--usage');
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new Refusal(`${file}: is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return checked(file, usageShape, data);
}

/**
 * Reads waivers.
 *
 * @throws Refusal where the file is not there, or is not of that shape
 */
export async function readWaivers(file: string): Promise<readonly Waiver[]> {
  // Days are texts here, whatever YAML would make of them.
  const document = parseDocument(await read(file, '--waivers'), { schema: 'core' });
  const [problem] = document.errors;
  if (problem !== undefined) throw new Refusal(`${file}: ${problem.message.split('\n')[0] ?? 'is no YAML'}`);
  return checked(file, waiversShape, document.toJS() ?? { waivers: [] }).waivers;
}

async function read(file: string, option: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    throw new Refusal(`${option} ${file}: ${code === 'ENOENT' ? 'there is no such file' : 'cannot be read'}`);
  });
}

function checked<T>(file: string, shape: z.ZodType<T>, data: unknown): T {
  const result = shape.safeParse(data);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => {
    const where = path.map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`)).join('');
    return `${file}: ${where === '' ? '' : `${where.replace(/^\./, '')}: `}${message}`;
  });
  throw new Refusal(lines.join('\n'));
}
