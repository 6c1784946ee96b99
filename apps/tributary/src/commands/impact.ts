import { Command, Option } from 'commander';
import type { ImpactOptions } from '../impact/tell-impact.ts';
import { addSourceOptions } from '../source-options.ts';

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
      const { tellImpact } = await import('../impact/tell-impact.ts');
      end(await tellImpact(options));
    });
  return addSourceOptions(command);
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
