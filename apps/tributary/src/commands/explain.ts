import { Command, Option } from 'commander';
import { clean } from '../exit-status.ts';
import type { ExplainOptions } from '../explain/explain-composite.ts';
import { addSourceOptions } from '../source-options.ts';

/** `tributary explain`: what a composite method does, in words and numbers. */
export function explainCommand(end: (exitStatus: number) => void): Command {
  const command = new Command('explain')
    .description('Say what a composite method does: stages, calls, times, origins of fields, caches, outages.')
    .argument('[method]', 'as package.Service/Method, or the end of it; none: list them')
    .addOption(
      new Option('--format <format>', 'how it is printed; dot is for Graphviz')
        .choices(['text', 'json', 'dot'])
        .default('text'),
    )
    .addHelpText('after', examples)
    .action(async (method: string | undefined, options: ExplainOptions) => {
      const { explainComposite } = await import('../explain/explain-composite.ts');
      await explainComposite(method, options);
      end(clean);
    });
  return addSourceOptions(command);
}

const examples = `
Nothing is called: it is all read off the plan. Where a configuration is given, its timeouts and vouchings count.
Exit status: 0, or 1 could not run.

Examples:
  tributary explain                      the composite methods that there are
  tributary explain GetMoviePage         a short name, where only one method has it
  tributary explain movienight.v1.MovieNightService/PlanEvening -c apps/movie-night/tributary.yaml
  tributary explain GetMoviePage --proto proto --format json | jq '.outages'
  tributary explain GetMoviePage --proto proto --format dot | dot -Tsvg > page.svg`;
