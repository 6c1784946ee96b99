import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '../refusal.ts';

/** A commit of the repository that a folder is in. */
export interface GitCommit {
  /** As it was asked for. */
  readonly ref: string;
  readonly commit: string;
  /** The top of the work tree. */
  readonly top: string;
  /** The folder in it: '' or ending with a slash. */
  readonly prefix: string;
}

/**
 * Finds a commit in the repository that a folder is in.
 *
 * @throws Refusal where there is no repository, or no such commit
 */
export async function findCommit(folder: string, ref: string): Promise<GitCommit> {
  const place = await git(folder, ['rev-parse', '--show-toplevel', '--show-prefix']);
  if (place.kind === 'failed') {
    throw new Refusal(
      `--against ${ref}: there is no such folder or file, and ${folder} is in no git repository in which it could be a ref`,
    );
  }
  const [top = '', prefix = ''] = place.output.toString('utf8').split('\n');
  const commit = await git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (commit.kind === 'failed') {
    throw new Refusal(
      `--against ${ref}: there is no such folder, file, branch, tag or commit here; in a clone without history, fetch it first (git fetch --depth=1 origin ${ref})`,
    );
  }
  return { ref, commit: commit.output.toString('utf8').trim(), top, prefix };
}

/** The protos of a folder as a commit has them: their bytes by path, relative to the folder. */
export async function protosAt({ commit, top, prefix }: GitCommit): Promise<ReadonlyMap<string, Buffer>> {
  const listed = await gitOrThrow(top, [
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    '--',
    prefix === '' ? '.' : prefix,
  ]);
  const objects = new Map<string, string>();
  for (const entry of listed.toString('utf8').split('\0')) {
    const [, kind, object, path] = /^\d+ (\w+) (\w+)\t(.*)$/s.exec(entry) ?? [];
    if (kind !== 'blob' || object === undefined || path === undefined || !path.startsWith(prefix)) continue;
    const name = path.slice(prefix.length);
    if (name.endsWith('.proto') && !isHidden(name)) objects.set(name, object);
  }
  return readObjects(top, objects);
}

/** A file as a commit has it; undefined where it has none. */
export async function fileAt({ commit, top, prefix }: GitCommit, name: string): Promise<Buffer | undefined> {
  const shown = await git(top, ['cat-file', 'blob', `${commit}:${prefix}${name}`]);
  return shown.kind === 'failed' ? undefined : shown.output;
}

/** Writes files into a folder that is gone when they have been used. */
export async function inTemporaryFolder<T>(
  files: ReadonlyMap<string, Buffer>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'tributary-against-'));
  try {
    for (const [name, bytes] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As for protos on disk: what lies there is not the team's own contract. */
function isHidden(path: string): boolean {
  return dirname(path)
    .split('/')
    .some((part) => part === 'node_modules' || (part.startsWith('.') && part !== '.'));
}

async function readObjects(top: string, objects: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Buffer>> {
  const output = await gitOrThrow(top, ['cat-file', '--batch'], [...objects.values(), ''].join('\n'));
  const found = new Map<string, Buffer>();
  let at = 0;
  for (const name of objects.keys()) {
    const end = output.indexOf('\n', at);
    const size = Number(output.toString('utf8', at, end).split(' ')[2]);
    if (end < 0 || !Number.isInteger(size)) throw new Error(`git does not give ${basename(name)}`);
    found.set(name, output.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return found;
}

type GitResult =
  { readonly kind: 'done'; readonly output: Buffer } | { readonly kind: 'failed'; readonly said: string };

function git(folder: string, args: readonly string[], input = ''): Promise<GitResult> {
  return new Promise((settle, reject) => {
    const options = { encoding: 'buffer', maxBuffer: Infinity, windowsHide: true } as const;
    const child = execFile('git', ['-C', folder, ...args], options, (error, stdout, stderr) => {
      if (error === null) settle({ kind: 'done', output: stdout });
      else if (error.code === 'ENOENT')
        reject(new Refusal('git is not installed, and --against names no folder or file'));
      else settle({ kind: 'failed', said: stderr.toString('utf8') });
    });
    child.stdin?.on('error', () => undefined).end(input);
  });
}

async function gitOrThrow(folder: string, args: readonly string[], input = ''): Promise<Buffer> {
  const result = await git(folder, args, input);
  if (result.kind === 'failed') throw new Error(`git ${args.join(' ')}: ${result.said.trim()}`);
  return result.output;
}
