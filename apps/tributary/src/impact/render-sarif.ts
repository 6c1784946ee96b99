import { changeRules, type ImpactReport, type ReportItem } from '@tributary/contracts';
import { headOf, reasonsOf } from './item-words.ts';

/**
 * Writes what touches a method as SARIF 2.1.0, for code scanning.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderAsSarif(report: ImpactReport, root: string): string {
  const touching = report.items.filter(({ verdict }) => verdict === 'breaks' || verdict === 'behaves-differently');
  const names = [
    ...new Set(touching.map(({ rule }) => rule)),
    ...(report.expired.length > 0 ? ['waiver-expired'] : []),
  ];
  const rules = names.map((id) => {
    const known = changeRules.find(({ kind }) => kind === id);
    return {
      id,
      shortDescription: { text: known?.summary ?? id.replaceAll('-', ' ') },
      ...(known === undefined ? {} : { help: { text: known.advice } }),
    };
  });
  const expired = report.expired.map(({ symbol, rule, owner, expiry }) => ({
    ruleId: 'waiver-expired',
    level: 'error',
    message: { text: `${rule} ${symbol} was waived until ${expiry} by ${owner}` },
  }));
  const run = {
    tool: { driver: { name: 'tributary impact', rules } },
    columnKind: 'utf16CodeUnits',
    results: [...touching.map((item) => resultOf(item, root)), ...expired],
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(item: ReportItem, root: string): object {
  const { rule, symbol, place, methods, waiver, fails, verdict } = item;
  const lines = [
    `${verdict}: ${headOf(item)}`,
    ...methods.flatMap((method) => reasonsOf(method).flatMap(({ text, paths }) => [text, ...paths.slice(0, 3)])),
  ];
  const region =
    place === undefined || place.line === 0
      ? {}
      : { region: { startLine: place.line, ...(place.column === 0 ? {} : { startColumn: place.column }) } };
  return {
    ruleId: rule,
    level: fails ? 'error' : verdict === 'breaks' ? 'note' : 'warning',
    message: { text: lines.join('\n') },
    // The same change is the same finding wherever it stands in the file.
    partialFingerprints: { 'tributary/v1': `${rule} ${symbol}` },
    ...(place === undefined || place.file === ''
      ? {}
      : { locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(root + place.file) }, ...region } }] }),
    ...(waiver === undefined
      ? {}
      : { suppressions: [{ kind: 'external', justification: `${waiver.owner}: ${waiver.reason}` }] }),
  };
}
