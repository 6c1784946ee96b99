import type { Finding } from '@tributary/language';
import type { Change, ChangePlace } from '../../diff/change.ts';
import type { Impact, MethodImpact } from '../impact.ts';
import type { Reason } from '../judging/judge-change.ts';
import { verdicts, type Verdict } from '../judging/verdict.ts';
import { differenceInWords, isAnswerPath, type PlanDifference } from '../plans/plan-difference.ts';
import { callersOf, type CallerEvidence, type Usage } from './usage.ts';
import { isExpired, isFor, type Waiver } from './waiver.ts';

/** What a report is made with. */
export interface ReportOptions {
  readonly usage?: Usage | undefined;
  readonly waivers?: readonly Waiver[];
  /** The day on which waivers are looked at: "2026-11-21". */
  readonly today: string;
  /** What only behaves differently fails, too. Default: false. */
  readonly strict?: boolean;
}

/** Something that is to be told: a change, or something about a method that comes of no single change. */
export interface ReportItem {
  /** The kind of the change, or of the difference between plans; `does-not-load`. */
  readonly rule: string;
  /** Of the change; else of the method: "package.Service.Method". */
  readonly symbol: string;
  readonly verdict: Verdict;
  /** In the head; of what is gone the file that it stood in; undefined where nobody says. */
  readonly place: ChangePlace | undefined;
  /** Undefined where it comes of no single change. */
  readonly change: Change | undefined;
  readonly methods: readonly ReportedMethod[];
  /** The waiver that counts for it. */
  readonly waiver: Waiver | undefined;
  /** It makes the report fail. */
  readonly fails: boolean;
}

/** A method that something touches. */
export interface ReportedMethod {
  /** "package.Service/Method". */
  readonly method: string;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly callers: CallerEvidence;
}

/** An impact with what is known of callers, and what is waived. */
export interface ImpactReport {
  readonly impact: Impact;
  readonly usage: Usage | undefined;
  /** The worst first. */
  readonly items: readonly ReportItem[];
  /** Waivers whose day is over: they make the report fail until they are taken out. */
  readonly expired: readonly Waiver[];
  /** Waivers that nothing is waived by. */
  readonly unused: readonly Waiver[];
  readonly fails: boolean;
}

/** Makes a report of an impact. */
export function reportImpact(impact: Impact, options: ReportOptions): ImpactReport {
  const { usage, waivers = [], today, strict = false } = options;
  const used = new Set<Waiver>();
  const judge = (item: Omit<ReportItem, 'waiver' | 'fails'>): ReportItem => {
    const isBad = item.verdict === 'breaks' || (strict && item.verdict === 'behaves-differently');
    const some = isBad ? waivers.filter((waiver) => isFor(waiver, item.symbol, item.rule)) : [];
    for (const waiver of some) used.add(waiver);
    const waiver = some.find((one) => !isExpired(one, today));
    return { ...item, waiver, fails: isBad && waiver === undefined };
  };
  const changes = impact.changes.map(({ change, verdict, methods }) =>
    judge({
      rule: change.kind,
      symbol: change.symbol,
      verdict,
      place:
        change.head?.place ??
        (change.base === undefined ? undefined : { file: change.base.place.file, line: 0, column: 0 }),
      change,
      methods: methods.map((one) => ({ ...one, callers: callersOf(one.method, one.reasons, usage) })),
    }),
  );
  const others = impact.methods.flatMap((method) => unexplained(method, usage)).map(judge);
  const items = [...changes, ...others];
  items.sort((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict));
  const expired = waivers.filter((waiver) => isExpired(waiver, today));
  return {
    impact,
    usage,
    items,
    expired,
    unused: waivers.filter((waiver) => !used.has(waiver) && !expired.includes(waiver)),
    fails: expired.length > 0 || items.some(({ fails }) => fails),
  };
}

/** What comes of no single change. */
function unexplained(
  { method, state, verdict, unexplained: { findings, differences } }: MethodImpact,
  usage: Usage | undefined,
): readonly Omit<ReportItem, 'waiver' | 'fails'>[] {
  const symbol = method.replace('/', '.');
  const item = (rule: string, reason: Reason, place?: ChangePlace): Omit<ReportItem, 'waiver' | 'fails'> => ({
    rule,
    symbol,
    verdict: reason.verdict,
    place,
    change: undefined,
    methods: [{ method, verdict: reason.verdict, reasons: [reason], callers: callersOf(method, [reason], usage) }],
  });
  const found = [
    ...findings.map((finding) =>
      item(
        'does-not-load',
        reasonOf(verdict, `does not load: ${finding.message} [${finding.rule}]`, ''),
        placeOf(finding),
      ),
    ),
    ...differences.map((difference) => item(difference.kind, ofDifference(difference))),
  ];
  if (state === 'gone') found.push(item('not-composite', reasonOf('breaks', 'is not composite any more', '')));
  return found;
}

function placeOf({ file, line, column }: Finding): ChangePlace {
  return { file, line, column };
}

function ofDifference(difference: PlanDifference): Reason {
  const { kind, path, verdict } = difference;
  return reasonOf(verdict, `is planned otherwise: ${kind}${differenceInWords(difference)}`, path);
}

function reasonOf(verdict: Verdict, why: string, path: string): Reason {
  const responseFields = isAnswerPath(path) ? [path] : [];
  return {
    of: why.startsWith('is planned') ? 'plan' : 'load',
    verdict,
    why,
    paths: [],
    responseFields,
    mayBeMissing: [],
    requestFields: [],
    wholeAnswer: responseFields.length === 0,
  };
}
