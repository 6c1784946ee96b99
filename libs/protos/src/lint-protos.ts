import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bufCommand } from './buf-binary.ts';
import type { BufLintSettings } from './buf-lint-settings.ts';
import type { CompiledProtos } from './compile-protos.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** What buf has to say of a contract. */
export interface BufFinding {
  /** As "FIELD_LOWER_SNAKE_CASE". */
  readonly rule: string;
  /** As the descriptors name it. */
  readonly file: string;
  /** From 1; 0 where the descriptors say nothing of places. */
  readonly line: number;
  readonly column: number;
  /** What stands there, where it ends on the same line; else 1. */
  readonly length: number;
  readonly message: string;
}

/** What linting comes to: findings, or why buf could not do it. */
export type BufLint =
  | { readonly kind: 'ok'; readonly findings: readonly BufFinding[] }
  | { readonly kind: 'failed'; readonly message: string };

interface BufProblem {
  readonly path?: string;
  readonly start_line?: number;
  readonly start_column?: number;
  readonly end_line?: number;
  readonly end_column?: number;
  readonly type?: string;
  readonly message?: string;
}

/** Runs `buf lint` over contracts that were read, offline. */
export async function lintProtos(
  { descriptors }: Extract<CompiledProtos, { kind: 'ok' }>,
  { configuration }: BufLintSettings,
): Promise<BufLint> {
  return inTemporaryFolder(async (folder) => {
    const { encodeDescriptorSet } = await import('./descriptor-set.ts');
    await writeFile(join(folder, 'contracts.binpb'), encodeDescriptorSet(descriptors));
    const [command, ...first] = bufCommand();
    const args = [...first, 'lint', 'contracts.binpb', '--error-format', 'json', '--config', configuration];
    const env = { ...process.env, BUF_CACHE_DIR: join(folder, 'cache'), BUF_CONFIG_DIR: join(folder, 'config') };
    const { code, printed, complaint } = await new Promise<{ code: unknown; printed: string; complaint: string }>(
      (settle) => {
        execFile(command, args, { cwd: folder, env, maxBuffer: Infinity, windowsHide: true }, (error, stdout, stderr) =>
          settle({
            code: error === null ? 0 : error.code,
            printed: stdout,
            complaint: stderr.trim() || (error?.message ?? ''),
          }),
        );
      },
    );
    // 100: it has findings.
    if (code !== 0 && code !== 100) return { kind: 'failed', message: complaint };
    return {
      kind: 'ok',
      findings: printed
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map(readFinding),
    };
  });
}

function readFinding(line: string): BufFinding {
  const found = JSON.parse(line) as BufProblem;
  const { start_line: start = 0, start_column: column = 0, end_line: end, end_column: endColumn = column } = found;
  return {
    rule: found.type ?? '',
    file: found.path ?? '',
    line: start,
    column,
    length: end === start ? Math.max(1, endColumn - column) : 1,
    message: found.message ?? '',
  };
}
