import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { repository } from '../places.ts';
import type { BenchReport } from './bench-report.ts';
import { chartOf } from './chart.ts';
import { markdownOf } from './markdown.ts';

const begin = '<!-- Made by npm run bench, from here on. -->';
const end = '<!-- Made by npm run bench, up to here. -->';

/**
 * Writes `performance.json`, `performance.svg` and `performance.md` to a folder. Of a page that is there, only the part
 * between its marks changes.
 */
export async function writeReport(report: BenchReport, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const page = join(folder, 'performance.md');
  const before = await readFile(page, 'utf8').catch(() => `# Performance\n\n${begin}\n${end}\n`);
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`${page} has lost the marks between which figures are written: ${begin}, ${end}`);
  const chart = '![CPU per request of each contender in each scenario](performance.svg)';
  const made = `${before.slice(0, from + begin.length)}\n\n${chart}\n\n${markdownOf(report)}\n${before.slice(to)}`;
  await writeFile(page, await formatted(made, page));
  const json = join(folder, 'performance.json');
  await writeFile(json, await formatted(JSON.stringify(report), json));
  await writeFile(join(folder, 'performance.svg'), chartOf(report));
}

async function formatted(text: string, file: string): Promise<string> {
  const settings = await resolveConfig(join(repository, 'docs'));
  return await format(text, { ...settings, filepath: file });
}
