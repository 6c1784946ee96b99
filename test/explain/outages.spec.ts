import { type DescMethod, toBinary } from '@bufbuild/protobuf';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Code } from '@tributary/language';
import { explainMethod, type MethodPlan, type Outage, type OutageEffect } from '@tributary/plan';
import { filledMessage } from './filled-message.ts';
import { compositionsIn, folders } from './compositions.ts';
import { type Seen, setStage, type Stage } from './stage.ts';

// What `explain` says of an upstream that is down must be what happens: nothing that it calls certain may be otherwise, and
// nothing may happen that it does not name.
describe('what is left of an answer where an upstream is down', () => {
  const compared: string[] = [];

  it.each(folders)('%s', async (folder) => {
    const stage = await setStage(await compositionsIn(folder));
    try {
      for (const plan of stage.plans) await compare(stage, plan, compared);
    } finally {
      await stage.close();
    }
  });

  afterAll(() => {
    // So that it does not come to compare nothing, as where all healthy answers fail.
    expect(compared.length).toBeGreaterThan(100);
  });
});

async function compare(stage: Stage, plan: MethodPlan, compared: string[]): Promise<void> {
  const request = toBinary(plan.method.input, filledMessage(plan.method.input));
  const healthy = await stage.call(plan, request, () => false);
  // A composition that these values do not suit says nothing about outages.
  if (healthy.kind === 'failed' || healthy.gaps.length > 0) return;
  const { method, outages, cut } = explainMethod(plan);
  for (const outage of outages) {
    const name = `${method} without ${outage.service}${outage.method === undefined ? '' : `/${outage.method}`}`;
    const seen = await stage.call(plan, request, (called) => isDown(outage, called));
    expect({ name, disagreements: disagreements(outage, seen, cut), outage, seen }).toMatchObject({
      disagreements: [],
    });
    compared.push(name);
  }
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
