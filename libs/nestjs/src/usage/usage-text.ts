import { z } from 'zod';
import type { Usage } from './usage-record.ts';

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const count = z.int().min(0);
const usage = z.object({
  since: moment,
  until: moment,
  records: z.array(
    z.object({ caller: z.string(), method: z.string(), whole: count, fields: z.record(z.string(), count) }),
  ),
});

/** Reads a usage file's text; undefined where it is none. */
export function parseUsage(text: string): Usage | undefined {
  try {
    return usage.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A usage file's text: a record a line, so that it can be read and compared. */
export function usageText({ since, until, records }: Usage): string {
  const lines = records.map((record) => `    ${JSON.stringify(record)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "since": "${since.toISOString()}",\n  "until": "${until.toISOString()}",\n  "records": ${list}\n}\n`;
}
