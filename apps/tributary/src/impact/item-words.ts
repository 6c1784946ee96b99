import type {
  CallerEvidence,
  DeployOrder,
  ReportedMethod,
  ReportItem,
  TouchedCaller,
  Usage,
} from '@tributary/contracts';

/** What an item is of, in a line: the rule and its symbol, and what was and is. */
export function headOf({ symbol, rule, change }: ReportItem): string {
  const renamed = change?.head === undefined || change.head.symbol === symbol ? '' : `, then ${change.head.symbol}`;
  const detail = change?.detail === undefined ? '' : ` (${change.detail})`;
  return `${rule} ${symbol}${renamed}${detail}`;
}

/** Where an item stands: "file:line:column"; '' where nobody knows. */
export function placeOf({ place }: ReportItem, root: string): string {
  if (place === undefined || place.file === '') return '';
  const file = root + place.file;
  if (place.line === 0) return file;
  return place.column === 0 ? `${file}:${place.line}` : `${file}:${place.line}:${place.column}`;
}

/** What comes of an item for a method: sentences, each with the ways that lead there. */
export function reasonsOf({
  method,
  reasons,
}: ReportedMethod): readonly { readonly text: string; readonly paths: readonly string[] }[] {
  return reasons.map(({ why, paths, wholeAnswer, mayBeMissing, requestFields }) => {
    const more = [
      ...(wholeAnswer ? ['the whole answer'] : []),
      ...(!wholeAnswer && mayBeMissing.length > 0 ? [`may be missing: ${mayBeMissing.join(', ')}`] : []),
      ...(requestFields.length > 0 ? [`made of ${requestFields.join(', ')}`] : []),
    ];
    return { text: `${method} ${why}${more.length === 0 ? '' : ` (${more.join('; ')})`}`, paths };
  });
}

/** What is known of a method's callers; undefined where nobody asked. */
export function callersInWords(callers: CallerEvidence, usage: Usage | undefined): string | undefined {
  const time = usage === undefined ? '' : ` from ${usage.since} to ${usage.until}`;
  switch (callers.kind) {
    case 'not-asked':
      return undefined;
    case 'no-records':
      return `callers: none on record${time}, which is no proof that there are none`;
    case 'none-on-record':
      return `callers: ${callers.callers} on record${time}, and none of them asked for it, which is no proof that nobody does`;
    case 'touched':
      return `callers: ${callers.callers.map(callerInWords).join('; ')}`;
  }
}

function callerInWords({ caller, whole, fields }: TouchedCaller): string {
  const asked = [
    ...(whole > 0 ? [`all ${whole} times`] : []),
    ...Object.entries(fields).map(([path, count]) => `${path} ${count} times`),
  ];
  return `${caller} (${asked.join(', ')})`;
}

/** An order of deployment. */
export function orderInWords(order: DeployOrder): string {
  switch (order.kind) {
    case 'any':
      return 'in any order';
    case 'none':
      return 'no order is safe';
    case 'sequence': {
      const [first, ...rest] = order.steps;
      const words = [`${first ?? ''} first`, ...rest.map((step) => `then ${step}`)].join(', ');
      const free = (['upstream', 'composite', 'callers'] as const).filter((who) => !order.steps.includes(who));
      return free.length === 0 ? words : `${words}; ${free.join(' and ')} at any time`;
    }
  }
}
