import type { ShownFinding } from './finding.ts';

/** How findings are written: for people, for programs, as workflow commands of GitHub. */
export type FindingFormat = 'text' | 'json' | 'github';

/** Settings of {@link renderFindings}. */
export interface RenderOptions {
  /** What to put in front of the files' names, as `proto/`. Default: nothing. */
  readonly root?: string;
}

/** Writes findings down; '' where there are none, but for `json`, which is a list in any case. */
export function renderFindings(
  findings: readonly ShownFinding[],
  format: FindingFormat,
  { root = '' }: RenderOptions = {},
): string {
  const shown = findings.map((finding) => ({ ...finding, file: root + finding.file }));
  switch (format) {
    case 'text':
      return shown.map(asText).join('\n\n');
    case 'json':
      return JSON.stringify(shown.map(asRecord), null, 2);
    case 'github':
      return shown.map(asWorkflowCommand).join('\n');
  }
}

function asText(finding: ShownFinding): string {
  const lines = [`${placeOf(finding)}: ${finding.level}[${finding.rule}]: ${finding.message}`];
  const number = String(finding.line);
  const gutter = ' '.repeat(number.length + 2);
  if (finding.snippet !== undefined && finding.column > 0) {
    // Tabs are kept, so that the caret stands under its text whatever their width.
    const before = finding.snippet.slice(0, finding.column - 1).replace(/[^\t]/g, ' ');
    const room = Math.max(1, finding.snippet.length - finding.column + 1);
    lines.push(` ${number} | ${finding.snippet}`, `${gutter}| ${before}${'^'.repeat(Math.min(finding.length, room))}`);
  }
  if (finding.note !== undefined) lines.push(`${gutter}= ${finding.note}`);
  return lines.join('\n');
}

function placeOf({ file, line, column }: ShownFinding): string {
  if (line === 0) return file;
  return column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`;
}

function asRecord({ rule, level, file, line, column, length, message, note }: ShownFinding): object {
  return { rule, level, file, line, column, length, message, ...(note === undefined ? {} : { note }) };
}

// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
function asWorkflowCommand(finding: ShownFinding): string {
  const properties = [
    `file=${escapeProperty(finding.file)}`,
    ...(finding.line > 0 ? [`line=${finding.line}`] : []),
    ...(finding.column > 0 ? [`col=${finding.column}`, `endColumn=${finding.column + finding.length}`] : []),
    `title=${escapeProperty(finding.rule)}`,
  ];
  const message = finding.note === undefined ? finding.message : `${finding.message}\n${finding.note}`;
  return `::${finding.level} ${properties.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
