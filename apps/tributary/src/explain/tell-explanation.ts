import { type Finding, readCompositions, renderFindings } from '@tributary/language';
import {
  explainMethod,
  planCompositions,
  renderExplanationAsDot,
  renderExplanationAsJson,
  renderExplanationAsText,
} from '@tributary/plan';
import type { CompositionSource } from '../composition-source.ts';
import type { ContractPlace } from '../contract-place.ts';
import { Refusal } from '../refusal.ts';
import { findComposition, nameOfComposition } from './find-composition.ts';

/** How what is explained is printed. */
export type ExplanationFormat = 'text' | 'json' | 'dot';

/** Names the composite methods that there are. */
export function tellNames({ sources }: CompositionSource, place: ContractPlace, format: ExplanationFormat): string {
  const names = readCompositions(sources, place).compositions.map(nameOfComposition);
  return format === 'json' ? `${JSON.stringify(names, null, 2)}\n` : names.map((each) => `${each}\n`).join('');
}

/**
 * Says what a composite method does.
 *
 * @throws Refusal where there is none of that name, or any of them has errors
 */
export function tellExplanation(
  name: string,
  { sources, root }: CompositionSource,
  place: ContractPlace,
  format: ExplanationFormat,
): string {
  const { compositions, findings } = readCompositions(sources, place);
  refuseErrors(findings, root);
  const explanations = planCompositions([findComposition(compositions, name)]).map((plan) =>
    explainMethod(plan, place),
  );
  switch (format) {
    case 'text':
      return explanations.map(renderExplanationAsText).join('');
    case 'json':
      return explanations.map(renderExplanationAsJson).join('');
    case 'dot':
      return explanations.map(renderExplanationAsDot).join('');
  }
}

/** What has errors does nothing that could be explained. */
function refuseErrors(findings: readonly Finding[], root: string): void {
  const errors = findings.filter(({ level }) => level === 'error');
  if (errors.length === 0) return;
  const text = renderFindings(errors, 'text', { root }).trimEnd();
  throw new Refusal(`${text}\n\nonly what has no errors can be explained`);
}
