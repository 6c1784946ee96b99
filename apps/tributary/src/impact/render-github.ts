import type { ImpactReport, ReportItem } from '@tributary/contracts';
import { callersInWords, headOf, reasonsOf } from './item-words.ts';

/**
 * Writes what touches a method as workflow commands of GitHub.
 *
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderAsGithub(report: ImpactReport, root: string): string {
  const commands = report.items.flatMap((item) => {
    const level = levelOf(item);
    return level === undefined ? [] : [command(level, item, report, root)];
  });
  const expired = report.expired.map(
    ({ symbol, rule, owner, expiry }) =>
      `::error title=waiver expired::${escapeData(`${rule} ${symbol} was waived until ${expiry} by ${owner}`)}`,
  );
  return [...commands, ...expired].map((line) => `${line}\n`).join('');
}

function levelOf({ verdict, fails }: ReportItem): 'error' | 'warning' | 'notice' | undefined {
  if (fails) return 'error';
  if (verdict === 'breaks') return 'notice'; // waived
  return verdict === 'behaves-differently' ? 'warning' : undefined;
}

function command(level: string, item: ReportItem, { usage }: ImpactReport, root: string): string {
  const { place, rule, methods, waiver } = item;
  const properties = [
    ...(place === undefined ? [] : [`file=${escapeProperty(root + place.file)}`]),
    ...(place === undefined || place.line === 0 ? [] : [`line=${place.line}`]),
    ...(place === undefined || place.column === 0 ? [] : [`col=${place.column}`]),
    `title=${escapeProperty(rule)}`,
  ];
  const lines = [
    `${item.verdict}: ${headOf(item)}`,
    ...methods.flatMap((method) => {
      const callers = callersInWords(method.callers, usage);
      const reasons = reasonsOf(method);
      return [
        ...reasons.flatMap(({ text, paths }) => [text, ...paths.slice(0, 3).map((path) => `  ${path}`)]),
        ...(callers === undefined || reasons.length === 0 ? [] : [`  ${callers}`]),
      ];
    }),
    ...(waiver === undefined ? [] : [`waived until ${waiver.expiry} by ${waiver.owner}: ${waiver.reason}`]),
  ];
  return `::${level} ${properties.join(',')}::${escapeData(lines.join('\n'))}`;
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
