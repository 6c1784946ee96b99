import { dirname } from 'node:path';
import { isOwnFile, lintContracts } from '@tributary/contracts';
import { type FindingFormat, renderFindings, type ShownFinding } from '@tributary/language';
import { type BufFinding, bufLintSettings, lintProtos } from '@tributary/nestjs';
import { type CompositionSource, readCompositionSource, type SourceOptions } from '../composition-source.ts';
import { Refusal } from '../refusal.ts';

/** How contracts are linted. */
export interface LintSettings {
  readonly format: FindingFormat;
  readonly withBuf: boolean;
}

/**
 * Reads contracts, and tells what keeps them from composing well.
 *
 * @throws Refusal where they cannot be read, or buf's own rules are not what it takes
 */
export async function runLint(
  options: SourceOptions,
  { format, withBuf }: LintSettings,
): Promise<{ readonly text: string; readonly findings: number }> {
  const source = await readCompositionSource(options);
  const findings = [...lintContracts(source.sources), ...(withBuf ? await lintWithBuf(source, options) : [])].sort(
    byPlace,
  );
  const root = source.root === '' ? {} : { root: `${source.root}/` };
  return { text: renderFindings(findings, format, root).trimEnd(), findings: findings.length };
}

async function lintWithBuf({ sources, root }: CompositionSource, options: SourceOptions): Promise<ShownFinding[]> {
  const foreign = sources.descriptors.file.map(({ name }) => name).filter((name) => !isOwnFile(name));
  const folder = options.descriptors === undefined ? root : dirname(options.descriptors);
  const settings = await bufLintSettings(folder === '' ? '.' : folder, foreign);
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
