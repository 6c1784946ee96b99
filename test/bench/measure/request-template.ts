import type { Load, Target } from '../load/load.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Contracts } from '../shop/contracts.ts';
import { keyMark, templateOf } from '../shop/template.ts';

/** A scenario's request to a target, as the load generator takes it. */
export function requestTemplate(
  scenario: Scenario,
  target: Target,
  contracts: Contracts,
): Pick<Load, 'body' | 'places'> {
  const bytes =
    target.kind === 'grpc'
      ? contracts.encode(`shop.pages.v1.${scenario.method}Request`, scenario.request)
      : Buffer.from(JSON.stringify({ query: scenario.graphql.query, variables: { id: `p${keyMark}` } }));
  const { places } = templateOf(bytes, keyMark);
  return { body: bytes.toString('base64'), places };
}
