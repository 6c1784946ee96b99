/**
 * Protos written inside a spec, compiled: the rooms below `nestjs` read descriptors and cannot compile any, so their specs
 * get them here. Each set of texts is compiled by buf once per machine (some 50 ms) and kept in `node_modules/.cache`.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema, type FileDescriptorSet } from '@bufbuild/protobuf/wkt';

/** What compiling gives: what `readCompositions` takes. */
export interface CompiledProto {
  /** The files with all that they import, and source info. */
  readonly descriptors: FileDescriptorSet;
  /** The text of a file by its name, as it was given. */
  text(file: string): string | undefined;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules/.cache/tributary-specs');

/**
 * Compiles files by their names.
 *
 * @throws {Error} with what buf says, where they do not compile
 */
export function compileProto(files: Readonly<Record<string, string>>): CompiledProto {
  const all = withImports(files);
  const digest = createHash('sha256')
    .update(JSON.stringify(Object.entries(all)))
    .digest('hex')
    .slice(0, 40);
  const kept = join(cache, `${digest}.binpb`);
  if (!existsSync(kept)) {
    mkdirSync(cache, { recursive: true });
    const made = `${kept}.${randomUUID()}`; // other workers may be at it, too
    writeFileSync(made, build(all));
    renameSync(made, kept);
  }
  return { descriptors: fromBinary(FileDescriptorSetSchema, readFileSync(kept)), text: (file) => files[file] };
}

function withImports(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const all: Record<string, string> = { ...files };
  const open = Object.values(files);
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    for (const [, name = ''] of text.matchAll(/\bimport\s+(?:public\s+)?"([^"]+)"/g)) {
      const path = pathOf(name);
      if (all[name] !== undefined || path === undefined) continue;
      const imported = readFileSync(path, 'utf8');
      all[name] = imported;
      open.push(imported);
    }
  }
  return all;
}

/** Where an import is that is not among the files given (`google/protobuf/*` buf knows itself). */
function pathOf(name: string): string | undefined {
  const path = join(root, name.startsWith('tributary/') ? 'proto' : 'libs/protos/includes', name);
  return existsSync(path) ? path : undefined;
}

function build(files: Readonly<Record<string, string>>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-spec-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const buf = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
    const args = [buf, 'build', folder, '--as-file-descriptor-set', '-o', '-'];
    const env = { ...process.env, BUF_CACHE_DIR: join(folder, '.cache') };
    return execFileSync(process.execPath, args, {
      cwd: folder,
      env,
      maxBuffer: Infinity,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(said.replaceAll(`${folder}/`, ''), { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
