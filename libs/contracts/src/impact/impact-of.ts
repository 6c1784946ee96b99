import { worstLevel, type Change } from '../diff/change.ts';
import { diffContracts } from '../diff/diff-contracts.ts';
import type { ChangeImpact, ChangeInMethod, ContractSide, Impact, ImpactOptions } from './impact.ts';
import { isCompositional } from './judging/judge-use.ts';
import { judgeMethod } from './judging/judge-method.ts';
import { worstVerdict, type Verdict } from './judging/verdict.ts';
import { loadSide } from './load-side.ts';

/**
 * Tells what a change of contracts does to the composite methods that rest on them.
 *
 * @param base - what is deployed
 * @param head - what is to be
 */
export function impactOf(base: ContractSide, head: ContractSide, options: ImpactOptions = {}): Impact {
  const before = loadSide(base, options);
  const after = loadSide(head, options);
  const changes = diffContracts(before.registry, after.registry);
  const names = new Set([...before.methods.keys(), ...after.methods.keys()]);
  const judged = [...names].map((name) => judgeMethod(name, changes, before, after));
  const byChange = new Map<Change, ChangeInMethod[]>();
  for (const { byChange: ofMethod } of judged) {
    for (const [change, found] of ofMethod) {
      const known = byChange.get(change);
      if (known === undefined) byChange.set(change, [found]);
      else known.push(found);
    }
  }
  const impacts = changes.map((change): ChangeImpact => {
    const methods = byChange.get(change) ?? [];
    return { change, verdict: verdictOf(change, methods), methods };
  });
  return {
    changes: impacts,
    methods: judged.map(({ impact }) => impact),
    alarming: impacts.filter(({ change, verdict }) => looksBreaking(change) && !isTouch(verdict)),
    unsuspicious: impacts.filter(
      ({ change, verdict }) => !looksBreaking(change) && !isCompositional(change) && isTouch(verdict),
    ),
  };
}

function verdictOf(change: Change, methods: readonly ChangeInMethod[]): Verdict {
  const worst = worstVerdict(methods.map(({ verdict }) => verdict));
  if (worst !== undefined) return worst;
  return change.base === undefined || worstLevel(change) === 'harmless' ? 'additive' : 'latent';
}

/** Whether whoever compares contracts alone would stop it. */
function looksBreaking(change: Change): boolean {
  return change.bufRules.length > 0 || worstLevel(change, ['wire', 'json', 'source']) === 'breaking';
}

function isTouch(verdict: Verdict): boolean {
  return verdict === 'breaks' || verdict === 'behaves-differently';
}
