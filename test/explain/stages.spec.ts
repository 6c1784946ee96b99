import { afterAll, describe, expect, it } from '@jest/globals';
import {
  explainMethod,
  planCompositions,
  renderExplanationAsDot,
  renderExplanationAsJson,
  renderExplanationAsText,
} from '@tributary/plan';
import { compositionsIn, folders } from './compositions.ts';
import { roundsOf } from './rounds.ts';

// What is sent before anything is answered is stage 1, what is sent once that is answered stage 2, and so on.
describe('stages and bounds, beside what is sent', () => {
  let compared = 0;

  it.each(folders)('%s', async (folder) => {
    for (const plan of planCompositions(await compositionsIn(folder))) {
      const { ok, sent } = await roundsOf(plan);
      const { method, steps, bound } = explainMethod(plan);
      const stageOf = (call: string): number =>
        Math.min(...steps.filter((step) => step.call === call && step.stage > 0).map(({ stage }) => stage));
      const told = new Map(sent.flat().map((call) => [call, stageOf(call)]));
      const found = new Map(
        [...told.keys()].map((call) => [call, sent.findIndex((round) => round.includes(call)) + 1]),
      );
      // A request that fails halfway sends less, but nothing earlier.
      expect({ method, stages: [...told] }).toEqual({ method, stages: [...found] });
      // All lists have one element here.
      expect(sent.flat().length).toBeLessThanOrEqual(bound.fixed + bound.perList.length);
      if (ok && sent.length > 0) compared++;
    }
  });

  afterAll(() => {
    expect(compared).toBeGreaterThan(80);
  });
});

describe('an explanation', () => {
  it.each(folders)('of %s keeps to 100 columns, and to JSON', async (folder) => {
    for (const plan of planCompositions(await compositionsIn(folder))) {
      const explanation = explainMethod(plan);
      const wide = renderExplanationAsText(explanation)
        .split('\n')
        .filter((line) => line.length > 100 || line !== line.trimEnd());
      expect(wide).toEqual([]);
      const record: unknown = JSON.parse(renderExplanationAsJson(explanation));
      expect(record).toMatchObject({ method: explanation.method, stages: explanation.stages });
      const graph = renderExplanationAsDot(explanation);
      expect(graph).toMatch(/^digraph ".*" \{\n(?: {2}.*[;}]\n)+\}\n$/);
      for (const [, id] of graph.matchAll(/(\w+) ->/g)) expect(graph).toContain(`\n  ${id ?? ''} [`);
    }
  });
});
