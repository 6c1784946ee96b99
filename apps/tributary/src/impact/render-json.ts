import type { ImpactReport, ReportItem } from '@tributary/contracts';

/** Writes a report for programs: everything that is known. */
export function renderAsJson(report: ImpactReport, root: string): string {
  const { impact, items, usage, expired, unused, fails } = report;
  const told = items.map((item) => itemOf(item, root));
  const of = (some: readonly { readonly change: unknown }[]): string[] =>
    items
      .filter(({ change }) => some.some((one) => one.change === change))
      .map(({ rule, symbol }) => `${rule} ${symbol}`);
  const data = {
    fails,
    changes: told,
    methods: impact.methods,
    looks_breaking_touches_nobody: of(impact.alarming),
    looks_harmless_touches_somebody: of(impact.unsuspicious),
    usage: usage === undefined ? undefined : { since: usage.since, until: usage.until },
    waivers: { expired, unused },
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function itemOf({ change, place, ...item }: ReportItem, root: string): object {
  return {
    ...item,
    place: place === undefined ? undefined : { ...place, file: root + place.file },
    ...(change === undefined
      ? {}
      : {
          element: change.element,
          number: change.number,
          detail: change.detail,
          before: change.before,
          after: change.after,
          base: change.base,
          head: change.head,
          effects: change.effects,
          buf_rules: change.bufRules,
        }),
  };
}
