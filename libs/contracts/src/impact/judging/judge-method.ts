import type { Change } from '../../diff/change.ts';
import { diffPlans } from '../plans/diff-plans.ts';
import { differenceInWords, isAnswerPath, type PlanDifference } from '../plans/plan-difference.ts';
import type { ChangeInMethod, MethodImpact } from '../impact.ts';
import type { LoadedMethod, LoadedSide } from '../load-side.ts';
import type { Provenance } from '../provenance/provenance.ts';
import { skewOf } from '../skew/skew-of.ts';
import { changesBehindFinding, DifferenceOrigins } from './attribute.ts';
import { judgeChange, type Reason } from './judge-change.ts';
import { worstVerdict, type Verdict } from './verdict.ts';

/** What the changes do to a method, one by one and together. */
export interface JudgedMethod {
  readonly impact: MethodImpact;
  /** Of the changes in its reach. */
  readonly byChange: ReadonlyMap<Change, ChangeInMethod>;
}

/** Judges all changes for a method. */
export function judgeMethod(
  name: string,
  changes: readonly Change[],
  base: LoadedSide,
  head: LoadedSide,
): JudgedMethod {
  const [before, after] = [base.methods.get(name), head.methods.get(name)];
  if (before?.kind !== 'loaded') return withoutBase(name, before, after);
  const sides = { base, head };
  const reasons = new Map<Change, Reason[]>();
  for (const change of changes) {
    const found = judgeChange(change, before.provenance, sides);
    if (found !== undefined) reasons.set(change, [...found]);
  }
  const inReach = [...reasons.keys()];
  const blame = (some: readonly Change[], reason: Reason): void => {
    for (const change of some) {
      const known = reasons.get(change);
      if (known?.some(({ why }) => why === reason.why) === false) known.push(reason);
    }
  };
  if (after?.kind !== 'loaded') {
    const findings = after?.findings ?? [];
    const unexplained = findings.filter((finding) => {
      const behind = changesBehindFinding(finding, inReach);
      const place = finding.line > 0 ? `${finding.file}:${finding.line}: ` : '';
      blame(behind, wholeAnswer(`does not load any more: ${place}${finding.message} [${finding.rule}]`));
      return behind.length === 0;
    });
    const state = after === undefined ? 'gone' : 'does-not-load';
    if (after === undefined) {
      const option = inReach.filter(({ kind, element }) => element === 'method' && kind === 'composition-removed');
      blame(option, wholeAnswer('is not composite any more'));
    }
    const impact: MethodImpact = {
      method: name,
      state,
      verdict: 'breaks',
      findings,
      differences: [],
      unexplained: { findings: unexplained, differences: [] },
      skew: undefined,
    };
    return { impact, byChange: perMethod(name, reasons) };
  }
  const differences = diffPlans(before.told, after.told);
  const origins = new DifferenceOrigins(before.provenance, after.provenance);
  const unexplained = differences.filter((difference) => {
    const behind = origins.of(difference, inReach);
    blame(behind, reasonOf(difference, before.provenance));
    return behind.length === 0;
  });
  const byChange = perMethod(name, reasons);
  const verdict =
    worstVerdict([...[...byChange.values()].map((one) => one.verdict), ...differences.map((one) => one.verdict)]) ??
    'additive';
  return {
    impact: {
      method: name,
      state: 'compared',
      verdict,
      findings: [],
      differences,
      unexplained: { findings: [], differences: unexplained },
      skew: skewOf(inReach, before.provenance, after.provenance, sides),
    },
    byChange,
  };
}

function withoutBase(name: string, before: LoadedMethod | undefined, after: LoadedMethod | undefined): JudgedMethod {
  const failed = after?.kind === 'failed' ? after.findings : [];
  const impact: MethodImpact = {
    method: name,
    state: before === undefined ? 'new' : 'unknown',
    verdict: failed.length > 0 ? 'breaks' : 'additive',
    findings: failed,
    differences: [],
    unexplained: { findings: before === undefined ? failed : [], differences: [] },
    skew: undefined,
  };
  return { impact, byChange: new Map() };
}

function perMethod(method: string, reasons: ReadonlyMap<Change, readonly Reason[]>): Map<Change, ChangeInMethod> {
  const found = new Map<Change, ChangeInMethod>();
  for (const [change, some] of reasons) {
    const verdict: Verdict =
      worstVerdict(some.map((one) => one.verdict)) ?? (change.base === undefined ? 'additive' : 'latent');
    found.set(change, { method, verdict, reasons: some });
  }
  return found;
}

function wholeAnswer(why: string): Reason {
  return {
    of: 'load',
    verdict: 'breaks',
    why,
    paths: [],
    responseFields: [],
    mayBeMissing: [],
    requestFields: [],
    wholeAnswer: true,
  };
}

function reasonOf(difference: PlanDifference, { root }: Provenance): Reason {
  const { kind, path, verdict } = difference;
  const isField = isAnswerPath(path);
  return {
    of: 'plan',
    verdict,
    why: `is planned otherwise: ${kind}${differenceInWords(difference)}`,
    paths: isField ? [`${root.message.message.name}.${path}`] : [],
    responseFields: isField ? [path] : [],
    mayBeMissing: [],
    requestFields: [],
    wholeAnswer: path === '' || kind === 'requirement',
  };
}
