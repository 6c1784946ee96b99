import { impactOf, reportImpact, type ImpactReport } from '@tributary/contracts';
import { upstreamSettings } from '@tributary/nestjs';
import { Command, Option } from 'commander';
import { addSourceOptions, readCompositionSource, type SourceOptions } from '../composition-source.ts';
import { clean, foundSomething } from '../exit-status.ts';
import { readAgainst } from '../impact/read-against.ts';
import { readUsage, readWaivers } from '../impact/read-records.ts';
import { renderAsGithub } from '../impact/render-github.ts';
import { renderAsJson } from '../impact/render-json.ts';
import { renderAsJunit } from '../impact/render-junit.ts';
import { renderAsSarif } from '../impact/render-sarif.ts';
import { renderAsText } from '../impact/render-text.ts';

interface ImpactOptions extends SourceOptions {
  readonly against: string;
  readonly format: 'text' | 'json' | 'github' | 'junit' | 'sarif';
  readonly usage?: string;
  readonly waivers?: string;
  readonly strict?: true;
  readonly all?: true;
}

/** `tributary impact`: what a change of contracts does to composite methods and their callers. */
export function impactCommand(end: (exitStatus: number) => void): Command {
  const command = new Command('impact')
    .description('Say which composite methods, fields of answers and callers a change of contracts touches.')
    .requiredOption('--against <what>', 'what is deployed: a folder of .proto files, a descriptor set, or a git ref')
    .addOption(
      new Option('--format <format>', 'how it is printed')
        .choices(['text', 'json', 'github', 'junit', 'sarif'])
        .default('text'),
    )
    .option('--usage <file>', 'what callers have asked for, as composites export it')
    .option('--waivers <file>', 'changes that are to be made all the same (YAML)')
    .option('--strict', 'what only behaves differently counts, too')
    .option('--all', 'tell also of each change that touches nobody')
    .addHelpText('after', examples)
    .action(async (options: ImpactOptions) => {
      end(await impact(options));
    });
  return addSourceOptions(command);
}

async function impact(options: ImpactOptions): Promise<number> {
  const { sources, vouch, root, configuration, from } = await readCompositionSource(options);
  const base = await readAgainst(options.against, from);
  const usage = options.usage === undefined ? undefined : await readUsage(options.usage);
  const waivers = options.waivers === undefined ? [] : await readWaivers(options.waivers);
  const head = { descriptors: sources.descriptors, text: (file: string) => sources.text(file) };
  const found = impactOf(base, head, {
    vouch,
    configuredTimeoutMs: (method) =>
      configuration === undefined ? undefined : upstreamSettings(configuration, method.parent.typeName)?.timeoutMs,
  });
  const today = new Date().toISOString().slice(0, 10);
  const report = reportImpact(found, { usage, waivers, today, strict: options.strict === true });
  process.stdout.write(render(report, options, root === '' ? '' : `${root}/`));
  return report.fails ? foundSomething : clean;
}

function render(report: ImpactReport, { format, all }: ImpactOptions, root: string): string {
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

const examples = `
Verdicts: breaks (it does not load any more, or answers otherwise), behaves-differently, latent (in reach, and nothing
comes of it), additive. Nothing is called: both sides are compiled here, and it is all read off their plans.
Exit status: 0, 100 where something breaks and no waiver is for it, or a waiver's day is over (with --strict also
where something behaves differently), 1 could not run.

Examples:
  tributary impact --against main                        the protos of ./tributary.yaml, and as main has them
  tributary impact --against HEAD~1 --proto proto        a folder of protos, one commit before
  tributary impact --against build/deployed.binpb --proto proto --format github
  tributary impact --against main --usage usage.json --waivers waivers.yaml`;
