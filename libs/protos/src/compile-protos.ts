import { execFile } from 'node:child_process';
import { mkdir, readFile, realpath, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { type FileDescriptorSet, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { bufCommand } from './buf-binary.ts';
import { includesDirectory, neededIncludes } from './includes.ts';
import type { ProtoProblem } from './proto-problem.ts';
import { type ProtoTree, readProtoTree } from './proto-tree.ts';
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
 */
export async function compileProtos(directory: string): Promise<CompiledProtos> {
  const isFolder = await stat(directory).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
  if (isFolder === undefined)
    return failed(directory, 'there is no such folder; `proto` names the folder of the protos');
  if (!isFolder) return failed(directory, 'is not a folder; `proto` names the folder of the protos');
  const tree = await readProtoTree(directory);
  if (tree.size === 0) return failed(directory, 'has no .proto files');
  return inTemporaryFolder((folder) => compileIn(folder, resolve(directory), tree));
}

/**
 * buf takes a module for all that lies in a folder, follows settings it finds there, and refuses the same file in two
 * modules: so it is shown one folder of links that holds exactly the files that count.
 */
async function compileIn(folder: string, directory: string, tree: ProtoTree): Promise<CompiledProtos> {
  const includes = neededIncludes(tree);
  const root = await realpath(directory);
  await writeFile(join(folder, 'buf.yaml'), 'version: v2\nmodules:\n  - path: protos\n');
  const made = new Set<string>();
  for (const [names, origin] of [
    [tree.keys(), root],
    [includes.keys(), includesDirectory],
  ] as const) {
    for (const name of names) {
      const link = join(folder, 'protos', name);
      if (!made.has(dirname(link))) await mkdir(dirname(link), { recursive: true });
      made.add(dirname(link));
      await symlink(join(origin, name), link);
    }
  }
  const output = join(folder, 'descriptors.binpb');
  const printed = await runBuf(folder, ['build', '--as-file-descriptor-set', '--error-format', 'json', '-o', output]);
  if (printed !== undefined) return { kind: 'failed', problems: readProblems(printed, directory) };
  return {
    kind: 'ok',
    descriptors: fromBinary(FileDescriptorSetSchema, await readFile(output)),
    text: (file) => tree.get(file) ?? includes.get(file),
  };
}

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
