import { execFile } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FileDescriptorSet } from '@bufbuild/protobuf/wkt';
import { zipSync } from 'fflate';
import { bufCommand } from './buf-binary.ts';
import { neededIncludes } from './includes.ts';
import type { ProtoProblem } from './proto-problem.ts';
import { readProtoTree } from './proto-tree.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** What reading protos comes to: descriptors with all they import, or every problem found. */
export type CompiledProtos =
  | {
      readonly kind: 'ok';
      /** Files in dependency order, named relative to the folder; with source info where the source had it. */
      readonly descriptors: FileDescriptorSet;
      /** The text of a file that the set names, where it is known. */
      readonly text: (file: string) => string | undefined;
    }
  | { readonly kind: 'failed'; readonly problems: readonly ProtoProblem[] };

/**
 * Compiles the protos of a folder with buf, offline. The folder is the root of their imports; the included protos (see
 * {@link includesDirectory}) can be imported besides, and a copy of one in the folder wins over them. Settings of buf
 * in the folder (`buf.yaml`) do not count.
 *
 * @param directory - absolute, or relative to the working directory
 * @param meanwhile - what is to be done while buf, a process of its own, is at work; the result waits for it
 */
export async function compileProtos(
  directory: string,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<CompiledProtos> {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found === undefined) return failed(directory, 'there is no such folder; `proto` names the folder of the protos');
  if (!found.isDirectory()) return failed(directory, 'is not a folder; `proto` names the folder of the protos');
  const tree = readProtoTree(directory);
  if (tree.size === 0) return failed(directory, 'has no .proto files');
  const protos = new Map([...tree, ...neededIncludes(tree)]);
  return inTemporaryFolder((folder) => compileIn(folder, resolve(directory), protos, meanwhile));
}

/**
 * buf takes a module for all that lies in a folder, follows settings it finds there, and refuses the same file in two
 * modules: so it is given an archive that holds exactly the files that count, as they were read.
 */
async function compileIn(
  folder: string,
  directory: string,
  protos: ReadonlyMap<string, Buffer>,
  meanwhile: () => Promise<unknown>,
): Promise<CompiledProtos> {
  const files = [...protos].map(([name, proto]) => [`protos/${name}`, proto] as const);
  const settings = ['buf.yaml', Buffer.from('version: v2\nmodules:\n  - path: protos\n')] as const;
  writeFileSync(join(folder, 'contracts.zip'), zipSync(Object.fromEntries([settings, ...files]), unpacked));
  const output = 'descriptors.binpb';
  const built = runBuf(folder, [
    'build',
    'contracts.zip',
    '--as-file-descriptor-set',
    '--error-format',
    'json',
    '-o',
    output,
  ]);
  const [printed] = await Promise.all([built, meanwhile()]);
  if (printed !== undefined) return { kind: 'failed', problems: readProblems(printed, directory) };
  const { decodeDescriptorSet } = await import('./descriptor-set.ts');
  return {
    kind: 'ok',
    descriptors: decodeDescriptorSet(await readFile(join(folder, output))),
    text: (file) => protos.get(file)?.toString(),
  };
}

/** Packed for a moment only. The date is one that archives can tell, whatever the clock says. */
const unpacked = { level: 0, mtime: '2000-01-01' } as const;

/** Runs buf in a folder, its cache and settings kept inside too. Yields what it printed where it failed. */
function runBuf(folder: string, args: readonly string[]): Promise<string | undefined> {
  const [command, ...first] = bufCommand();
  const env = { ...process.env, BUF_CACHE_DIR: join(folder, 'cache'), BUF_CONFIG_DIR: join(folder, 'config') };
  return new Promise((settle) => {
    const options = { cwd: folder, env, maxBuffer: Infinity, windowsHide: true };
    execFile(command, [...first, ...args], options, (error, stdout, stderr) => {
      const printed = stdout + stderr;
      settle(error === null ? undefined : printed.trim() === '' ? error.message : printed);
    });
  });
}

interface BufProblem {
  readonly path?: string;
  readonly start_line?: number;
  readonly start_column?: number;
  readonly message?: string;
}

/** Reads buf's lines of JSON; a line that is something else is a failure of buf as a whole. */
function readProblems(printed: string, directory: string): ProtoProblem[] {
  const problems = printed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): ProtoProblem => {
      if (!line.startsWith('{')) return { file: directory, line: 0, column: 0, message: line };
      const found = JSON.parse(line) as BufProblem;
      const file = found.path?.replace(/^protos[/\\]/, '') ?? directory;
      const message = found.message ?? 'does not compile';
      return { file, line: found.start_line ?? 0, column: found.start_column ?? 0, message };
    });
  const before = (one: ProtoProblem, other: ProtoProblem) =>
    one.file === other.file ? one.line - other.line || one.column - other.column : one.file < other.file ? -1 : 1;
  return problems.sort(before);
}

function failed(file: string, message: string): CompiledProtos {
  return { kind: 'failed', problems: [{ file, line: 0, column: 0, message }] };
}
