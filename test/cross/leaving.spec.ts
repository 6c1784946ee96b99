import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stageComposite, type StagedComposite } from '../support/staged-composite.ts';
import { combinations, nameOf } from './combination.ts';
import { composition } from './composition.ts';

// A caller that cancels leaves all its calls, whatever is said of them: nothing of it goes on.

let stage: StagedComposite;

beforeAll(async () => {
  // Calls have no time limit of their own here: only the caller ends them.
  const proto = composition().replaceAll(/timeout: "\w+"/g, '');
  stage = await stageComposite(proto, {
    'cross.v1.PartService/Get': [{ hang: true }],
    'cross.v1.PartService/BatchGet': [{ hang: true }],
  });
}, 60_000);

afterAll(() => stage.close());

it.each(combinations.map((each) => [nameOf(each), each] as const))('%s', async (name, { shape }) => {
  const ids = shape === 'element' || shape === 'batch' ? ['a', 'b', 'c'] : ['a'];
  const caller = stage.call(`Get${name}`, { ids });
  const arrivals = await stage.arrivals(shape === 'element' ? 3 : 1);
  expect(arrivals).toHaveLength(shape === 'element' ? 3 : 1);
  caller.cancel();
  expect(await caller.ended).toMatchObject({ status: 'CANCELLED' });
  expect(await stage.quiet()).toBe(true);
});
