import { type Finding, readCompositions, renderFindings } from '@tributary/language';
import { upstreamSettings } from '@tributary/nestjs';
import {
  explainMethod,
  type Explanation,
  planCompositions,
  renderExplanationAsDot,
  renderExplanationAsJson,
  renderExplanationAsText,
} from '@tributary/plan';
import { Command, Option } from 'commander';
import { addSourceOptions, readCompositionSource, type SourceOptions } from '../composition-source.ts';
import { clean } from '../exit-status.ts';
import { findComposition, nameOfComposition } from '../explain/find-composition.ts';
import { Refusal } from '../refusal.ts';

interface ExplainOptions extends SourceOptions {
  readonly format: 'text' | 'json' | 'dot';
}

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
      await explain(method, options);
      end(clean);
    });
  return addSourceOptions(command);
}

async function explain(name: string | undefined, options: ExplainOptions): Promise<void> {
  const { sources, vouch, root, configuration } = await readCompositionSource(options);
  const { compositions, findings } = readCompositions(sources, vouch === undefined ? {} : { vouch });
  if (name === undefined) {
    const names = compositions.map(nameOfComposition);
    if (options.format === 'json') console.log(JSON.stringify(names, null, 2));
    else for (const each of names) console.log(each);
    return;
  }
  refuseErrors(findings, root);
  const [plan] = planCompositions([findComposition(compositions, name)]);
  if (plan === undefined) return;
  const explanation = explainMethod(plan, {
    configuredTimeoutMs: (method) =>
      configuration === undefined ? undefined : upstreamSettings(configuration, method.parent.typeName)?.timeoutMs,
  });
  process.stdout.write(render(explanation, options.format));
}

/** What has errors does nothing that could be explained. */
function refuseErrors(findings: readonly Finding[], root: string): void {
  const errors = findings.filter(({ level }) => level === 'error');
  if (errors.length === 0) return;
  const text = renderFindings(errors, 'text', root === '' ? {} : { root: `${root}/` }).trimEnd();
  throw new Refusal(`${text}\n\nonly what has no errors can be explained`);
}

function render(explanation: Explanation, format: ExplainOptions['format']): string {
  switch (format) {
    case 'text':
      return renderExplanationAsText(explanation);
    case 'json':
      return renderExplanationAsJson(explanation);
    case 'dot':
      return renderExplanationAsDot(explanation);
  }
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
