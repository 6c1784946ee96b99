import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

/** The rules that buf is to check, in the form of its configuration. */
export interface BufLintSettings {
  /** The file that they are from; undefined: buf's STANDARD. */
  readonly file: string | undefined;
  /** A buf.yaml, as JSON. */
  readonly configuration: string;
}

type Settings = Record<string, unknown>;

/**
 * The lint rules of the nearest `buf.yaml` at or above a folder, as they hold for that folder: a team that has some keeps
 * them. Paths in them are given from the folder on.
 *
 * @param directory - absolute, or relative to the working directory
 * @param foreign - files and folders, from the folder on, that are not looked at
 */
export async function bufLintSettings(directory: string, foreign: readonly string[]): Promise<BufLintSettings> {
  const start = resolve(directory);
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, 'buf.yaml');
    const settings = await readSettings(file);
    if (settings !== undefined) {
      const prefix = relative(folder, start).replaceAll('\\', '/');
      return { file, configuration: configurationOf(lintFor(settings, prefix), prefix, settings['version'], foreign) };
    }
    if (folder === dirname(folder) || (await isThere(join(folder, '.git')))) break;
  }
  return { file: undefined, configuration: configurationOf({ use: ['STANDARD'] }, '', 'v2', foreign) };
}

/** A module's own rules count instead of those for all. */
function lintFor(settings: Settings, prefix: string): Settings {
  const modules = Array.isArray(settings['modules']) ? (settings['modules'] as readonly unknown[]) : [];
  const own = modules.map(asSettings).find(({ path = '.' }) => trimmed(String(path)) === prefix);
  const lint = own?.['lint'] ?? settings['lint'];
  return asSettings(lint);
}

function configurationOf(lint: Settings, prefix: string, version: unknown, foreign: readonly string[]): string {
  const { ignore, ignore_only: ignoreOnly, ...others } = lint;
  return JSON.stringify({
    version: version === 'v1' ? 'v1' : 'v2',
    lint: {
      ...others,
      ignore: [...inside(ignore, prefix), ...foreign],
      ignore_only: Object.fromEntries(
        Object.entries(asSettings(ignoreOnly)).map(([rule, paths]) => [rule, inside(paths, prefix)]),
      ),
    },
  });
}

/** Paths below a folder, as they are from there on. */
function inside(paths: unknown, prefix: string): string[] {
  const names = Array.isArray(paths) ? paths.map(String).map(trimmed) : [];
  if (prefix === '') return names;
  // Rules of a whole module's own are given for files in it, the module's path in front or not.
  return names.map((name) => (name.startsWith(`${prefix}/`) ? name.slice(prefix.length + 1) : name));
}

function trimmed(path: string): string {
  const clean = path.replace(/^\.\//, '').replace(/\/$/, '');
  return clean === '.' ? '' : clean;
}

async function readSettings(file: string): Promise<Settings | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { parse } = await import('yaml');
  try {
    return asSettings(parse(text));
  } catch {
    // buf itself says best what is wrong with it; here it has no rules.
    return {};
  }
}

function asSettings(value: unknown): Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : {};
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
