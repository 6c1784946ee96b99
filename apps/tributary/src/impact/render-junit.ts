import type { ImpactReport, ReportItem } from '@tributary/contracts';
import { headOf, placeOf, reasonsOf } from './item-words.ts';

/** Writes a report as JUnit's XML: a test for each composite method, and one for the waivers. */
export function renderAsJunit(report: ImpactReport, root: string): string {
  const { impact, items, expired } = report;
  const cases = impact.methods.map(({ method }) => {
    const touching = items.filter(({ methods }) =>
      methods.some((one) => one.method === method && one.reasons.length > 0),
    );
    const [service = '', name = ''] = method.split('/');
    const failing = touching.filter(({ fails }) => fails);
    const said = touching.filter(({ fails }) => !fails);
    return testCase(
      service,
      name,
      failing.map((item) => textOf(item, method, root)),
      said.map((item) => textOf(item, method, root)),
    );
  });
  const overdue = expired.map(
    ({ symbol, rule, owner, expiry }) => `${rule} ${symbol} was waived until ${expiry} by ${owner}`,
  );
  const all = [...cases, testCase('tributary', 'waivers', overdue, [])];
  const failures = all.filter(({ failed }) => failed).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${all.length}" failures="${failures}">`,
    `  <testsuite name="tributary impact" tests="${all.length}" failures="${failures}" errors="0" skipped="0">`,
    ...all.map(({ xml }) => xml),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(
  className: string,
  name: string,
  failures: readonly string[],
  said: readonly string[],
): { readonly xml: string; readonly failed: boolean } {
  const opening = `    <testcase classname="${escaped(className)}" name="${escaped(name)}" time="0"`;
  if (failures.length === 0 && said.length === 0) return { xml: `${opening}/>`, failed: false };
  const lines = [
    `${opening}>`,
    ...failures.slice(0, 1).map((text) => {
      const message = escaped(text.split('\n')[0] ?? '');
      return `      <failure message="${message}">${escaped(failures.join('\n\n'))}</failure>`;
    }),
    ...(said.length === 0 ? [] : [`      <system-out>${escaped(said.join('\n\n'))}</system-out>`]),
    '    </testcase>',
  ];
  return { xml: lines.join('\n'), failed: failures.length > 0 };
}

function textOf(item: ReportItem, method: string, root: string): string {
  const place = placeOf(item, root);
  const { waiver } = item;
  return [
    `${item.verdict}: ${headOf(item)}${place === '' ? '' : ` (${place})`}`,
    ...item.methods
      .filter((one) => one.method === method)
      .flatMap((one) => reasonsOf(one).flatMap(({ text, paths }) => [text, ...paths.map((path) => `  ${path}`)])),
    ...(waiver === undefined ? [] : [`waived until ${waiver.expiry} by ${waiver.owner}: ${waiver.reason}`]),
  ].join('\n');
}

/** For texts and attributes of XML, in which most control characters may not stand at all. */
function escaped(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code < 32 && code !== 9 && code !== 10) return '\uFFFD';
      return entities[character] ?? character;
    })
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};
