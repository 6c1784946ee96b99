import type { Change } from '../../diff/change.ts';
import type { Sides } from '../judging/judge-use.ts';
import type { Provenance } from '../provenance/provenance.ts';
import { sharedCaches } from './shared-caches.ts';
import { findProblems, type Problem } from './find-problems.ts';
import type { Deployed, DeployOrder, Safety, Skew, SkewState, Version } from './skew.ts';

const versions: readonly Version[] = ['old', 'new'];

/** What happens while old and new versions of a method, its upstreams and its callers are at work side by side. */
export function skewOf(changes: readonly Change[], base: Provenance, head: Provenance, sides: Sides): Skew {
  const problems = findProblems(changes, base, head, sides);
  const caches = sharedCaches(base, head);
  const states = versions.flatMap((composite) =>
    versions.flatMap((upstream) =>
      versions.flatMap((caller) =>
        versions.map((entries): SkewState => {
          const told = problems.filter((problem) => applies(problem, { composite, upstream, caller }));
          const kept = composite === entries ? [] : caches.filter(({ safety }) => safety !== 'safe');
          const safety = worst([...told, ...kept]);
          return { composite, upstream, caller, entries, safety, why: [...told, ...kept].map(({ why }) => why) };
        }),
      ),
    ),
  );
  const services = [...new Set(problems.flatMap((problem) => problem.services))].sort();
  return {
    states,
    caches,
    order: orderOf(problems),
    upstreams: services.map((service) => ({
      service,
      order: orderOf(problems.filter((one) => one.services.length === 0 || one.services.includes(service))),
    })),
  };
}

type Moment = Readonly<Record<'composite' | 'upstream' | 'caller', Version>>;

function applies({ when }: Problem, moment: Moment): boolean {
  return (['composite', 'upstream', 'caller'] as const).every(
    (who) => when[who] === undefined || when[who] === moment[who],
  );
}

function worst(some: readonly { readonly safety: Safety }[]): Safety {
  if (some.some(({ safety }) => safety === 'unsafe')) return 'unsafe';
  return some.some(({ safety }) => safety === 'depends') ? 'depends' : 'safe';
}

const orders: readonly (readonly Deployed[])[] = [
  ['upstream', 'composite', 'callers'],
  ['composite', 'upstream', 'callers'],
  ['upstream', 'callers', 'composite'],
  ['composite', 'callers', 'upstream'],
  ['callers', 'upstream', 'composite'],
  ['callers', 'composite', 'upstream'],
];

/** The order in which no moment is unsafe. */
function orderOf(problems: readonly Problem[]): DeployOrder {
  const unsafe = problems.filter(({ safety }) => safety === 'unsafe');
  const good = orders.filter((steps) =>
    momentsOf(steps).every((moment) => !unsafe.some((one) => applies(one, moment))),
  );
  const [first] = good;
  if (first === undefined) return { kind: 'none', why: unsafe.map(({ why }) => why) };
  if (good.length === orders.length) return { kind: 'any' };
  return { kind: 'sequence', steps: needed(first, good) };
}

/** Of an order the part that matters: who may stand anywhere among the others is left out. */
function needed(first: readonly Deployed[], good: readonly (readonly Deployed[])[]): readonly Deployed[] {
  const free = first.find((who) => {
    const others = first.filter((one) => one !== who).join();
    const same = orders.filter((steps) => steps.filter((one) => one !== who).join() === others);
    return same.every((steps) => good.includes(steps));
  });
  return first.filter((who) => who !== free);
}

function momentsOf(steps: readonly Deployed[]): readonly Moment[] {
  const moment = { composite: 'old' as Version, upstream: 'old' as Version, caller: 'old' as Version };
  return steps.map((who) => {
    moment[who === 'callers' ? 'caller' : who] = 'new';
    return { ...moment };
  });
}
