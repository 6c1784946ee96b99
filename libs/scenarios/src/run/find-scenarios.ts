import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** A scenario file, and the name it goes by. */
export interface FoundScenario {
  /** Relative to the working directory, as the path that led to it was given. */
  readonly file: string;
  /** Its folder, from the path that was given. */
  readonly name: string;
}

/** The scenario files at or below some paths, or the path at which there is none. */
export type FoundScenarios =
  | { readonly kind: 'found'; readonly scenarios: readonly FoundScenario[] }
  | { readonly kind: 'none'; readonly message: string };

const fileName = 'scenario.yaml';

/**
 * Finds every `scenario.yaml` at or below the paths, in the order of the paths and of names, each once. Folders named
 * `node_modules` and hidden ones are passed over. A path may also be that of a file, whatever its name.
 */
export async function findScenarios(paths: readonly string[]): Promise<FoundScenarios> {
  const scenarios: FoundScenario[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    const kind = await kindOf(path);
    if (kind === undefined) return { kind: 'none', message: `${path}: there is no such file or folder` };
    const files = kind === 'file' ? [path] : await filesBelow(path, new Set());
    if (files.length === 0) return { kind: 'none', message: `${path}: no ${fileName} at or below it` };
    for (const file of files) {
      const real = await realpath(file);
      if (seen.has(real)) continue;
      seen.add(real);
      const below = kind === 'file' ? '' : relative(path, dirname(file));
      scenarios.push({ file, name: below === '' ? basename(dirname(resolve(file))) : below });
    }
  }
  return { kind: 'found', scenarios };
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

async function filesBelow(folder: string, above: ReadonlySet<string>): Promise<string[]> {
  const real = await realpath(folder);
  // A link that leads back up.
  if (above.has(real)) return [];
  const files: string[] = [];
  const names = (await readdir(folder)).sort();
  if (names.includes(fileName)) files.push(join(folder, fileName));
  for (const name of names) {
    if (name === 'node_modules' || name.startsWith('.')) continue;
    const path = join(folder, name);
    if ((await kindOf(path)) === 'folder') files.push(...(await filesBelow(path, new Set([...above, real]))));
  }
  return files;
}
