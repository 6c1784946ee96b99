import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema, type FileDescriptorSet } from '@bufbuild/protobuf/wkt';

/** A finding of `buf breaking`. */
export interface BufFinding {
  readonly rule: string;
  /** Empty where the file is gone. */
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Two trees of protos, compiled, and what buf says of the way from one to the other. */
export interface Judged {
  readonly base: FileDescriptorSet;
  readonly head: FileDescriptorSet;
  readonly findings: readonly BufFinding[];
}

const buf = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');

/** The names of all rules that buf has. */
export async function bufRules(): Promise<readonly string[]> {
  const stdout = await runBuf(tmpdir(), ['config', 'ls-breaking-rules', '--version', 'v2', '--format', 'json']);
  return [...stdout.matchAll(/"id":"(\w+)"/g)].map(([, id = '']) => id);
}

/** Compiles two trees, files by their names, and has buf compare them by all of its rules. */
export async function judge(
  base: Readonly<Record<string, string>>,
  head: Readonly<Record<string, string>>,
): Promise<Judged> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-contracts-'));
  try {
    await Promise.all([build(folder, 'base', base), build(folder, 'head', head)]);
    const use = (await bufRules()).map((rule) => `"${rule}"`).join(', ');
    const args = ['breaking', 'head.binpb', '--against', 'base.binpb', '--error-format', 'json'];
    const stdout = await runBuf(folder, [...args, '--config', `{"version":"v2","breaking":{"use":[${use}]}}`]);
    return { base: read(folder, 'base'), head: read(folder, 'head'), findings: stdout.split('\n').flatMap(findingOf) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each rule as often as it was broken; buf says the same of each name of an enum value. */
export function rulesOf(findings: readonly BufFinding[]): readonly string[] {
  const distinct = new Map(
    findings.map((finding) => [`${finding.rule} ${finding.path} ${finding.message}`, finding.rule]),
  );
  return [...distinct.values()].toSorted();
}

/** The files of a set below a folder, with all that they import. */
export function below(set: FileDescriptorSet, folder: string): FileDescriptorSet {
  const file = set.file.filter(({ name }) => name.startsWith(folder) || name.startsWith('google/'));
  return create(FileDescriptorSetSchema, { file });
}

async function build(folder: string, side: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, side, name)), { recursive: true });
    writeFileSync(join(folder, side, name), text);
  }
  await runBuf(folder, ['build', side, '-o', `${side}.binpb`]);
}

function read(folder: string, side: string): FileDescriptorSet {
  // An image is a set with more in it.
  return fromBinary(FileDescriptorSetSchema, readFileSync(join(folder, `${side}.binpb`)));
}

/** Status 100 says that there are findings. */
async function runBuf(cwd: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, BUF_CACHE_DIR: join(cwd, '.cache') };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [buf, ...args], { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null || error.code === 100) resolve(stdout);
      else reject(new Error(`${stdout}${stderr}`));
    });
  });
}

function findingOf(line: string): readonly BufFinding[] {
  if (line === '') return [];
  const { type, path, start_line, message } = JSON.parse(line) as {
    type: string;
    path?: string;
    start_line?: number;
    message: string;
  };
  return [{ rule: type, path: path ?? '', line: start_line ?? 0, message }];
}
