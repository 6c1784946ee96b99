import { type ContractSide, impactOf, type ImpactReport, reportImpact } from '@tributary/contracts';
import type { CompositionSource } from '../composition-source.ts';
import type { ContractPlace } from '../contract-place.ts';
import { readUsage, readWaivers } from './read-records.ts';
import { renderAsGithub } from './render-github.ts';
import { renderAsJson } from './render-json.ts';
import { renderAsJunit } from './render-junit.ts';
import { renderAsSarif } from './render-sarif.ts';
import { renderAsText } from './render-text.ts';

/** How what a change does is printed. */
export type ImpactFormat = 'text' | 'json' | 'github' | 'junit' | 'sarif';

/** By what a change is judged, and how that is told. */
export interface JudgingOptions {
  readonly format: ImpactFormat;
  /** The file of what callers have asked for. */
  readonly usage?: string;
  /** The file of changes that are to be made all the same. */
  readonly waivers?: string;
  readonly strict?: true;
  readonly all?: true;
}

/**
 * Says what a change of contracts does, and whether it is to be stopped.
 *
 * @throws Refusal where usage or waivers cannot be read
 */
export async function judgeChange(
  base: ContractSide,
  { sources, root }: CompositionSource,
  place: ContractPlace,
  options: JudgingOptions,
): Promise<{ readonly text: string; readonly fails: boolean }> {
  const usage = options.usage === undefined ? undefined : await readUsage(options.usage);
  const waivers = options.waivers === undefined ? [] : await readWaivers(options.waivers);
  const head = { descriptors: sources.descriptors, text: (file: string) => sources.text(file) };
  const found = impactOf(base, head, place);
  const today = new Date().toISOString().slice(0, 10);
  const report = reportImpact(found, { usage, waivers, today, strict: options.strict === true });
  return { text: render(report, options, root), fails: report.fails };
}

function render(report: ImpactReport, { format, all }: JudgingOptions, root: string): string {
  switch (format) {
    case 'text':
      return renderAsText(report, { root, all: all === true });
    case 'json':
      return renderAsJson(report, root);
    case 'github':
      return renderAsGithub(report, root);
    case 'junit':
      return renderAsJunit(report, root);
    case 'sarif':
      return renderAsSarif(report, root);
  }
}
