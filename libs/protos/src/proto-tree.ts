import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

/** The protos below a folder: their bytes by path, relative to the folder and with `/`, in order of their paths. */
export type ProtoTree = ReadonlyMap<string, Buffer>;

/**
 * Reads every `.proto` file at or below a folder. `node_modules` and hidden folders are not entered: what lies there is
 * not the team's own contract. Links are followed, circles of them left.
 */
export function readProtoTree(directory: string): ProtoTree {
  const names: string[] = [];
  collect(directory, '', new Set(), names);
  return new Map(names.sort().map((name) => [name, readFileSync(join(directory, name))]));
}

function collect(root: string, folder: string, ancestors: ReadonlySet<string>, names: string[]): void {
  const here = realpathSync(join(root, folder));
  if (ancestors.has(here)) return;
  const within = new Set(ancestors).add(here);
  for (const entry of readdirSync(here, { withFileTypes: true })) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const target = entry.isSymbolicLink() ? whereItLeads(join(here, entry.name)) : entry;
    if (target?.isDirectory() === true) {
      if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) collect(root, name, within, names);
    } else if (target?.isFile() === true && name.endsWith('.proto')) {
      names.push(name);
    }
  }
}

function whereItLeads(link: string): Dirent | Stats | undefined {
  try {
    return statSync(link);
  } catch {
    return undefined;
  }
}

// Where a comment holds such a line the file is brought along without need, which does no harm.
const importStatement = /\bimport\s+(?:public\s+|weak\s+|option\s+)?(?:"([^"]+)"|'([^']+)')/g;

/** The paths that a proto imports. */
export function importsOf(proto: Buffer): string[] {
  return [...proto.toString().matchAll(importStatement)].map((match) => match[1] ?? match[2] ?? '');
}
