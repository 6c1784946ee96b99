import { expect } from '@jest/globals';
import { explainMethod, type MethodPlan } from '@tributary/plan';
import { roundsOf } from './rounds.ts';

/**
 * Compares stages with what is sent: what is sent before anything is answered is stage 1, what is sent once that is
 * answered stage 2, and so on. Bounds hold, too.
 *
 * @returns whether there was something to compare
 */
export async function compareStages(plan: MethodPlan): Promise<boolean> {
  const { ok, sent } = await roundsOf(plan);
  const { method, steps, bound, fields } = explainMethod(plan);
  const stageOf = (call: string): number =>
    Math.min(...steps.filter((step) => step.call === call && step.stage > 0).map(({ stage }) => stage));
  const calls = [...new Set(sent.flat())];
  // A request that fails halfway sends less, but nothing earlier.
  expect({ method, stages: calls.map((call) => [call, stageOf(call)]) }).toEqual({
    method,
    stages: calls.map((call) => [call, sent.findIndex((round) => round.includes(call)) + 1]),
  });
  // Lists of replies have one element; those that are computed have what they have.
  const computesLists = fields.some(({ kind, type }) => kind === 'computed' && type.startsWith('repeated '));
  if (!computesLists) expect(sent.flat().length).toBeLessThanOrEqual(bound.fixed + bound.perList.length);
  return ok && sent.length > 0;
}
