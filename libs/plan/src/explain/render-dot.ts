import type { Explanation, Step } from './explanation.ts';
import { countInWords } from './words.ts';

const response = 'response';

/**
 * Writes the calls of an explanation as a graph of Graphviz: stages side by side, from the request to the response; dashed
 * where the answer can do without.
 */
export function renderExplanationAsDot(explanation: Explanation): string {
  const { method, stages, steps } = explanation;
  const ids = new Map(steps.map((step, i) => [step, `step${i + 1}`]));
  const waitedFor = new Set<Step>();
  const edges: string[] = [];
  for (const step of steps) {
    const before = steps.filter(({ path }) => step.after.includes(path));
    for (const other of before) waitedFor.add(other);
    const from = before.length === 0 ? ['request'] : before.map((other) => ids.get(other) ?? '');
    for (const id of from) edges.push(`  ${id} -> ${ids.get(step) ?? ''}${step.essential ? '' : ' [style=dashed]'};`);
  }
  for (const step of steps) {
    if (!waitedFor.has(step))
      edges.push(`  ${ids.get(step) ?? ''} -> ${response}${step.essential ? '' : ' [style=dashed]'};`);
  }
  return [
    `digraph ${quoted(method)} {`,
    '  rankdir=LR;',
    '  node [shape=box, fontname="sans-serif"];',
    `  label=${quoted(method)};`,
    '  request [shape=plaintext];',
    `  ${response} [shape=plaintext];`,
    ...steps.map((step) => `  ${ids.get(step) ?? ''} [${nodeOf(step)}];`),
    ...stages.map(({ number }) => {
      const inStage = steps.filter(({ stage }) => stage === number).map((step) => ids.get(step) ?? '');
      return `  { rank=same; ${inStage.join('; ')}; }`;
    }),
    ...edges,
    '}',
    '',
  ].join('\n');
}

function nodeOf({ path, call, essential, count }: Step): string {
  const label = [path, call, ...(count.kind === 'once' ? [] : [countInWords(count)])].join('\n');
  return `label=${quoted(label)}${essential ? '' : ', style=dashed'}`;
}

function quoted(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}
