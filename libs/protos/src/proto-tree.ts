import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The protos below a folder: their texts by path, relative to the folder and with `/`, in order of their paths. */
export type ProtoTree = ReadonlyMap<string, string>;

/**
 * Reads every `.proto` file at or below a folder. `node_modules` and hidden folders are not entered: what lies there is
 * not the team's own contract. Links are followed, circles of them left.
 */
export async function readProtoTree(directory: string): Promise<ProtoTree> {
  const names: string[] = [];
  await collect(directory, '', new Set(), names);
  names.sort();
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  return new Map(names.map((name, index) => [name, texts[index] ?? '']));
}

async function collect(root: string, folder: string, ancestors: ReadonlySet<string>, names: string[]): Promise<void> {
  const here = await realpath(join(root, folder));
  if (ancestors.has(here)) return;
  const within = new Set(ancestors).add(here);
  for (const entry of await readdir(here, { withFileTypes: true })) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const target = entry.isSymbolicLink() ? await stat(join(here, entry.name)).catch(() => undefined) : entry;
    if (target?.isDirectory() === true) {
      if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) await collect(root, name, within, names);
    } else if (target?.isFile() === true && name.endsWith('.proto')) {
      names.push(name);
    }
  }
}

// Where a comment holds such a line the file is linked without need, which does no harm.
const importStatement = /\bimport\s+(?:public\s+|weak\s+|option\s+)?(?:"([^"]+)"|'([^']+)')/g;

/** The paths that a proto's text imports. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(importStatement)].map((match) => match[1] ?? match[2] ?? '');
}
