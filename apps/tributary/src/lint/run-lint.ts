import { dirname } from 'node:path';
import { isOwnFile, lintContracts } from '@tributary/contracts';
import { type FindingFormat, renderFindings, type ShownFinding } from '@tributary/language';
import { type BufFinding, bufLintSettings, lintProtos } from '@tributary/protos';
import type { CompositionSource } from '../composition-source.ts';
import { Refusal } from '../refusal.ts';

/** How contracts are linted. */
export interface LintSettings {
  readonly format: FindingFormat;
  readonly withBuf: boolean;
}

/**
 * Tells what keeps contracts from composing well.
 *
 * @throws Refusal where buf's own rules are not what it takes
 */
export async function runLint(
  source: CompositionSource,
  { format, withBuf }: LintSettings,
): Promise<{ readonly text: string; readonly findings: number }> {
  const ofBuf = withBuf ? lintWithBuf(source) : [];
  const findings = [...lintContracts(source.sources), ...(await ofBuf)].sort(byPlace);
  return { text: renderFindings(findings, format, { root: source.root }).trimEnd(), findings: findings.length };
}

async function lintWithBuf({ sources, from }: CompositionSource): Promise<ShownFinding[]> {
  const foreign = sources.descriptors.file.map(({ name }) => name).filter((name) => !isOwnFile(name));
  const settings = await bufLintSettings(from.kind === 'folder' ? from.path : dirname(from.path), foreign);
  const linted = await lintProtos({ kind: 'ok', ...sources }, settings);
  if (linted.kind === 'failed') {
    throw new Refusal(
      `buf lint cannot run${settings.file === undefined ? '' : ` with the rules of ${settings.file}`}: ${linted.message}`,
    );
  }
  return linted.findings.map((finding) => shown(finding, sources.text(finding.file)));
}

function shown({ rule, file, line, column, length, message }: BufFinding, text: string | undefined): ShownFinding {
  const snippet = text?.split(/\r?\n/)[line - 1];
  return { rule: `buf/${rule}`, level: 'error', file, line, column, length, message, note: undefined, snippet };
}

function byPlace(one: ShownFinding, other: ShownFinding): number {
  return one.file === other.file ? one.line - other.line || one.column - other.column : one.file < other.file ? -1 : 1;
}
