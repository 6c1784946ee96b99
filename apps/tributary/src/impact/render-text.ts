import type { ImpactReport, MethodImpact, ReportItem, SkewState, Waiver } from '@tributary/contracts';
import { callersInWords, headOf, orderInWords, placeOf, reasonsOf } from './item-words.ts';
import { wrapped } from './text-lines.ts';

/** How text is written. */
export interface TextOptions {
  /** What stands in front of the names of files. */
  readonly root: string;
  /** What touches nobody is told one by one, and not only counted. */
  readonly all: boolean;
}

/** So many ways are told of each reason; the others are counted. */
const mostPaths = 5;

/** Writes a report for people, in lines of at most 100 columns. */
export function renderAsText(report: ImpactReport, options: TextOptions): string {
  const { items, impact } = report;
  const touching = items.filter(({ verdict }) => verdict === 'breaks' || verdict === 'behaves-differently');
  const others = items.filter((item) => !touching.includes(item));
  const sections: readonly (readonly string[])[] = [
    ...touching.map((item) => itemLines(item, report, options)),
    headlineLines(
      'Look breaking, and touch nobody',
      items.filter(({ change }) => impact.alarming.some((one) => one.change === change)),
      options,
    ),
    headlineLines(
      'Look harmless, and touch somebody',
      items.filter(({ change }) => impact.unsuspicious.some((one) => one.change === change)),
      options,
    ),
    options.all ? headlineLines('All others', others, options) : [],
    planLines(impact.methods),
    deployLines(impact.methods),
    waiverLines(report),
    wrapped(totals(report), 0),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function itemLines(item: ReportItem, { usage }: ImpactReport, { root }: TextOptions): readonly string[] {
  const { change, waiver, verdict } = item;
  const was = change?.head === undefined ? change?.base?.place : undefined;
  const place = was === undefined ? placeOf(item, root) : `was ${was.file}:${was.line}:${was.column}`;
  const buf = change === undefined || change.bufRules.length === 0 ? '' : `buf: ${change.bufRules.join(', ')}`;
  const values = change?.before === undefined && change?.after === undefined ? '' : valuesOf(item);
  const about = [place, values, buf].filter((text) => text !== '').join('; ');
  return [
    ...wrapped(`${waiver === undefined ? verdict : `${verdict}, waived`}: ${headOf(item)}`, 0),
    ...(about === '' ? [] : wrapped(about, 2)),
    ...(waiver === undefined ? [] : wrapped(`waived until ${waiver.expiry} by ${waiver.owner}: ${waiver.reason}`, 2)),
    ...item.methods.flatMap((method) => {
      if (method.reasons.length === 0) return [];
      const callers = callersInWords(method.callers, usage);
      return [
        ...reasonsOf(method).flatMap(({ text, paths }) => [
          ...wrapped(text, 2),
          ...paths.slice(0, mostPaths).flatMap((path) => wrapped(path, 4)),
          ...(paths.length > mostPaths ? [`    and ${paths.length - mostPaths} more`] : []),
        ]),
        ...(callers === undefined ? [] : wrapped(callers, 4)),
      ];
    }),
  ];
}

function valuesOf({ change }: ReportItem): string {
  const { before, after } = change ?? {};
  if (before === undefined) return `now ${after ?? ''}`;
  return after === undefined ? `was ${before}` : `${before}, then ${after}`;
}

function headlineLines(title: string, items: readonly ReportItem[], { root }: TextOptions): readonly string[] {
  if (items.length === 0) return [];
  return [
    `${title}: ${items.length}`,
    ...items.flatMap((item) => {
      const methods = item.methods.filter(({ reasons }) => reasons.length > 0).map(({ method }) => method);
      const who = methods.length === 0 ? '' : `: ${methods.join(', ')}`;
      const place = placeOf(item, root);
      return wrapped(`${headOf(item)}${who}${place === '' ? '' : ` (${place})`}`, 2);
    }),
  ];
}

function planLines(methods: readonly MethodImpact[]): readonly string[] {
  const changed = methods.filter(({ state, differences }) => state !== 'compared' || differences.length > 0);
  if (changed.length === 0) return [];
  return [
    'Plans',
    ...changed.flatMap(({ method, state, differences, findings }) => [
      ...wrapped(`${method}${state === 'compared' ? '' : `: ${stateInWords[state]}`}`, 2),
      ...[...new Set(findings.map(({ file, line, rule, message }) => `${file}:${line}: [${rule}] ${message}`))].flatMap(
        (line) => wrapped(line, 4),
      ),
      ...differences.flatMap(({ kind, path, before, after }) =>
        wrapped(`${kind}${path === '' ? '' : ` of ${path}`}: ${before ?? 'none'}, then ${after ?? 'none'}`, 4),
      ),
    ]),
  ];
}

const stateInWords = {
  'does-not-load': 'does not load any more',
  gone: 'is not composite any more',
  new: 'is new',
  unknown: 'did not load before, so there is nothing to compare',
} as const;

function deployLines(methods: readonly MethodImpact[]): readonly string[] {
  const lines = methods.flatMap(({ method, skew }) => {
    if (skew === undefined) return [];
    const bad = skew.states.filter(({ safety }) => safety !== 'safe');
    const caches = skew.caches.filter(({ shared }) => !shared);
    if (bad.length === 0 && caches.length === 0) return [];
    const several = skew.upstreams.length > 1 ? skew.upstreams : [];
    return [
      ...wrapped(`${method}: ${orderInWords(skew.order)}`, 2),
      ...several.flatMap(({ service, order }) => wrapped(`${service}: ${orderInWords(order)}`, 4)),
      ...momentLines(bad),
      ...[...new Set(bad.flatMap(({ why }) => why))].flatMap((why) => wrapped(why, 4)),
      ...caches.flatMap(({ path, why }) => wrapped(`cache ${path === '' ? 'of answers' : `of ${path}`}: ${why}`, 4)),
    ];
  });
  return lines.length === 0 ? [] : ['Deployment, while old and new are at work side by side', ...lines];
}

/** The moments that are not safe, by how bad they are. */
function momentLines(states: readonly SkewState[]): readonly string[] {
  return (['unsafe', 'depends'] as const).flatMap((safety) => {
    const moments = states
      .filter((state) => state.safety === safety)
      .map(({ composite, upstream, caller }) => `${composite}/${upstream}/${caller}`);
    const words = [...new Set(moments)].join(', ');
    return words === '' ? [] : wrapped(`${safety}, as composite/upstream/callers: ${words}`, 4);
  });
}

function waiverLines({ expired, unused }: ImpactReport): readonly string[] {
  const words = ({ symbol, rule, owner, expiry, reason }: Waiver): string =>
    `${rule} ${symbol}: until ${expiry}, ${owner}: ${reason}`;
  return [
    ...(expired.length === 0 ? [] : ['Waivers whose day is over: mend what they are for, or give them another day']),
    ...expired.flatMap((waiver) => wrapped(words(waiver), 2)),
    ...(unused.length === 0 ? [] : ['Waivers that nothing needs']),
    ...unused.flatMap((waiver) => wrapped(words(waiver), 2)),
  ];
}

/** The same form for any number, so that programs find it. */
function totals({ items, expired }: ImpactReport): string {
  const count = (verdict: ReportItem['verdict']): number => items.filter((item) => item.verdict === verdict).length;
  const waived = items.filter(({ waiver }) => waiver !== undefined).length;
  return `${items.length} changes: ${count('breaks')} breaks, ${count('behaves-differently')} behaves-differently, ${count('latent')} latent, ${count('additive')} additive; ${waived} waived, ${expired.length} waivers expired`;
}
