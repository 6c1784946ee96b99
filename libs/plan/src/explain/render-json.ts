import type { Explanation } from './explanation.ts';

/** Writes an explanation for programs: the model as it is; what there is none of is left out. */
export function renderExplanationAsJson(explanation: Explanation): string {
  return `${JSON.stringify(explanation, null, 2)}\n`;
}
