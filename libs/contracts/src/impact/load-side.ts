import type { DescMethod } from '@bufbuild/protobuf';
import { readCompositions, type Finding } from '@tributary/language';
import { explainMethod, planCompositions } from '@tributary/plan';
import type { ToldPlan } from './plans/diff-plans.ts';
import { Containment } from './provenance/containment.ts';
import type { SideTypes } from './provenance/matching.ts';
import { provenanceOf, type Provenance } from './provenance/provenance.ts';
import { nameOfMethod, type ContractSide, type ImpactOptions } from './impact.ts';

/** A composite method of one side: what it does, or what keeps it from being loaded. */
export type LoadedMethod =
  | { readonly kind: 'loaded'; readonly told: ToldPlan; readonly provenance: Provenance }
  | { readonly kind: 'failed'; readonly method: DescMethod; readonly findings: readonly Finding[] };

/** One side, with all its composite methods by name. */
export interface LoadedSide extends SideTypes {
  readonly methods: ReadonlyMap<string, LoadedMethod>;
}

/** Reads and plans the composite methods of a contract. */
export function loadSide({ descriptors, text }: ContractSide, options: ImpactOptions): LoadedSide {
  const { vouch, configuredTimeoutMs } = options;
  const reading = readCompositions(
    { descriptors, text: text ?? (() => undefined) },
    vouch === undefined ? {} : { vouch },
  );
  const methods = new Map<string, LoadedMethod>();
  const byMethod = new Map(reading.compositions.map((composition) => [composition.method, composition]));
  for (const [method, findings] of reading.findingsByMethod) {
    const errors = findings.filter(({ level }) => level === 'error');
    const composition = byMethod.get(method);
    const [plan] = composition === undefined || errors.length > 0 ? [] : planCompositions([composition]);
    if (plan === undefined) {
      methods.set(nameOfMethod(method), { kind: 'failed', method, findings: errors });
      continue;
    }
    const explanation = explainMethod(plan, configuredTimeoutMs === undefined ? {} : { configuredTimeoutMs });
    methods.set(nameOfMethod(method), {
      kind: 'loaded',
      told: { plan, explanation },
      provenance: provenanceOf(plan),
    });
  }
  return { methods, registry: reading.registry, containment: new Containment(reading.registry) };
}
