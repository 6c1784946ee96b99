import { type DescMethod, toBinary } from '@bufbuild/protobuf';
import { expect } from '@jest/globals';
import { Code } from '@tributary/language';
import { explainMethod, type MethodPlan, type Outage, type OutageEffect } from '@tributary/plan';
import { filledMessage } from './filled-message.ts';
import type { Seen, Stage } from './stage.ts';

/**
 * Compares what is said of outages with what happens: nothing that is called certain may be otherwise, and nothing may
 * happen that is not named.
 *
 * @returns the outages that were compared
 */
export async function compareOutages(stage: Stage, plan: MethodPlan): Promise<readonly string[]> {
  const compared: string[] = [];
  const request = toBinary(plan.method.input, filledMessage(plan.method.input));
  const healthy = await stage.call(plan, request, () => false);
  // A composition that these values do not suit says nothing about outages.
  if (healthy.kind === 'failed' || healthy.gaps.length > 0) return compared;
  const { method, outages, cut } = explainMethod(plan);
  for (const outage of outages) {
    const name = `${method} without ${outage.service}${outage.method === undefined ? '' : `/${outage.method}`}`;
    const seen = await stage.call(plan, request, (called) => isDown(outage, called));
    expect({ name, disagreements: disagreements(outage, seen, cut), outage, seen }).toMatchObject({
      disagreements: [],
    });
    compared.push(name);
  }
  return compared;
}

function isDown({ service, method }: Outage, called: DescMethod): boolean {
  return called.parent.typeName === service && (method === undefined || called.name === method);
}

function disagreements({ answer, effects }: Outage, seen: Seen, cut: readonly string[]): string[] {
  if (seen.kind === 'failed') {
    if (answer.kind === 'answered') return [`it fails with ${Code[seen.code] ?? ''}`];
    return answer.codes.includes(Code[seen.code] ?? '') ? [] : [`it fails with another code: ${Code[seen.code] ?? ''}`];
  }
  if (answer.kind === 'fails' && answer.certain) return ['it does not fail'];
  const told = effects.flatMap((effect) => (effect.kind === 'absent' ? [] : [{ gap: gapOf(effect), effect }]));
  return [
    ...told.filter(({ gap, effect }) => effect.certain && !seen.gaps.includes(gap)).map(({ gap }) => `no gap: ${gap}`),
    ...seen.gaps
      .filter((gap) => !told.some((each) => each.gap === gap) && !cut.some((path) => gap.startsWith(path)))
      .map((gap) => `untold gap: ${gap}`),
  ];
}

const reasons = { missing: 'FAILED', fallback: 'FALLBACK', dropped: 'DROPPED' } as const;

function gapOf({ path, kind }: OutageEffect): string {
  return `${path} ${kind === 'absent' ? '' : reasons[kind]}`;
}
