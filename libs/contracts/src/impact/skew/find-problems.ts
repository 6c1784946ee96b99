import type { Change } from '../../diff/change.ts';
import { judgeUse, type Sides } from '../judging/judge-use.ts';
import { matchesOf, splitName } from '../provenance/matching.ts';
import type { Provenance } from '../provenance/provenance.ts';
import type { StepUse } from '../provenance/step-use.ts';
import { reverseChange } from './reverse-change.ts';
import type { Safety, Version } from './skew.ts';

/** Two that talk to each other with different versions, and do not understand each other. */
export interface Problem {
  /** The versions that it takes; who is not named may have either. */
  readonly when: Partial<Record<'composite' | 'upstream' | 'caller', Version>>;
  readonly safety: Exclude<Safety, 'safe'>;
  readonly why: string;
  /** The services called in whose contracts the change is; empty: in the composite's own. */
  readonly services: readonly string[];
}

/** A side of the comparison: the changes as its other side sees them, and the plan that works by it. */
interface View {
  /** Each as the side sees it, and as the comparison told it. */
  readonly changes: readonly { readonly seen: Change; readonly told: Change }[];
  readonly provenance: Provenance;
  readonly sides: Sides;
  /** The version of those who hold the contract that the plan was made of. */
  readonly own: Version;
  readonly other: Version;
}

/** Finds out who does not understand whom while versions are mixed. */
export function findProblems(
  changes: readonly Change[],
  base: Provenance,
  head: Provenance,
  sides: Sides,
): readonly Problem[] {
  const back: Sides = { base: sides.head, head: sides.base };
  return [
    ...problemsOf({
      changes: changes.map((told) => ({ seen: told, told })),
      provenance: base,
      sides,
      own: 'old',
      other: 'new',
    }),
    ...problemsOf({
      // Who knows more values than the other side sends misses nothing.
      changes: changes
        .filter(({ kind }) => kind !== 'enum-value-added')
        .map((told) => ({ seen: reverseChange(told), told })),
      provenance: head,
      sides: back,
      own: 'new',
      other: 'old',
    }),
  ];
}

function problemsOf(view: View): readonly Problem[] {
  const { changes, provenance, sides, own, other } = view;
  const found = new Map<string, Problem>();
  for (const { seen: change, told } of changes) {
    const symbol = change.base?.symbol ?? change.symbol;
    const matches = matchesOf({ element: change.element, symbol }, provenance, sides.base);
    if (matches.length === 0) continue;
    const services = servicesOf(symbol, provenance, sides);
    for (const { use } of matches) {
      const consequence = judgeUse(use.kind, change, sides);
      if (consequence === undefined) continue;
      const when = betweenWhom(use, change, own, other);
      if (when === undefined) continue;
      const safety = consequence.verdict === 'breaks' ? 'unsafe' : 'depends';
      const problem: Problem = { when, safety, why: sentence(when, symbol, told, consequence.why), services };
      found.set(problem.why, problem);
    }
  }
  return [...found.values()];
}

/** Whose versions have to differ for a use to go wrong. */
function betweenWhom(use: StepUse, change: Change, own: Version, other: Version): Problem['when'] | undefined {
  switch (use.kind) {
    case 'receives':
    case 'sends':
    case 'calls':
    case 'writes':
      return { composite: own, upstream: other };
    case 'reads':
    case 'conditions':
    case 'batches':
    case 'converts':
      return use.ofRequest ? { composite: own, caller: other } : { composite: own, upstream: other };
    case 'carries':
      // New callers find what is new unset until all have it: that is how one adds.
      if (own === 'new' && change.kind === 'field-removed') return undefined;
      if (onlyByName(change)) return { caller: own, composite: other };
      return use.ofRequest ? undefined : { caller: own, upstream: other };
    case 'answers':
      if (own === 'new' && change.kind === 'field-removed') return undefined;
      return { caller: own, composite: other };
    case 'asks':
      return own === 'new' && change.kind === 'method-removed' ? undefined : { caller: own, composite: other };
    case 'tags':
    case 'keys':
    case 'masks':
      return undefined;
  }
}

function onlyByName({ effects }: Change): boolean {
  return effects.wire !== 'breaking' && effects.mask === 'breaking';
}

function sentence(when: Problem['when'], symbol: string, { kind }: Change, why: string): string {
  const who = Object.entries(when)
    .map(([name, version]) => `${version} ${name}`)
    .join(' and ');
  return `${who}: ${symbol} (${kind}): the composite ${why}`;
}

/** The services that a method calls in whose contracts a symbol is. */
function servicesOf(symbol: string, { plan }: Provenance, { base }: Sides): readonly string[] {
  const [owner] = splitName(symbol);
  const ways = new Set([
    ...base.containment.waysTo(owner).keys(),
    ...base.containment.waysTo(symbol).keys(),
    ...base.containment.waysTo(splitName(owner)[0]).keys(),
  ]);
  const found = new Set<string>();
  for (const { parent, input, output } of plan.upstreamMethods) {
    const isDeclared = parent.typeName === symbol || parent.typeName === owner;
    if (isDeclared || ways.has(input.typeName) || ways.has(output.typeName)) found.add(parent.typeName);
  }
  return [...found];
}
