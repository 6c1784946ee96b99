import { afterAll, describe, expect, it } from '@jest/globals';
import {
  explainMethod,
  type MethodPlan,
  renderExplanationAsDot,
  renderExplanationAsJson,
  renderExplanationAsText,
} from '@tributary/plan';
import { compareOutages } from './compare-outages.ts';
import { compareStages } from './compare-stages.ts';
import { compositionsIn, folders } from './compositions.ts';
import { setStage } from './stage.ts';

// What is explained must be what the engine does, for every composition of the repository.
describe('an explanation, beside the engine', () => {
  const outages: string[] = [];
  let stages = 0;

  it.each(folders)('%s', async (folder) => {
    const stage = await setStage(await compositionsIn(folder));
    try {
      for (const plan of stage.plans) {
        outages.push(...(await compareOutages(stage, plan)));
        if (await compareStages(plan)) stages++;
        expectRendered(plan);
      }
    } finally {
      await stage.close();
    }
  });

  afterAll(() => {
    // So that it does not come to compare nothing, as where all healthy answers fail.
    expect(outages.length).toBeGreaterThan(150);
    expect(stages).toBeGreaterThan(80);
  });
});

/** Text keeps to 100 columns, JSON can be read, and a graph has all nodes that its edges name. */
function expectRendered(plan: MethodPlan): void {
  const explanation = explainMethod(plan);
  const lines = renderExplanationAsText(explanation).split('\n');
  expect(lines.filter((line) => line.length > 100 || line !== line.trimEnd())).toEqual([]);
  const record: unknown = JSON.parse(renderExplanationAsJson(explanation));
  expect(record).toMatchObject({ method: explanation.method, stages: explanation.stages });
  const graph = renderExplanationAsDot(explanation);
  expect(graph).toMatch(/^digraph ".*" \{\n(?: {2}.*[;}]\n)+\}\n$/);
  for (const [, id] of graph.matchAll(/(\w+) ->/g)) expect(graph).toContain(`\n  ${id ?? ''} [`);
}
