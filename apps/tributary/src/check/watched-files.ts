import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** What is read for a check. */
export interface WatchedFiles {
  /** Folders of protos. */
  readonly folders: readonly string[];
  /** Single files: a configuration, a descriptor set. */
  readonly files: readonly string[];
}

/** What files hold, and the folders in which that can change. */
interface Inventory {
  readonly fingerprint: string;
  readonly directories: ReadonlySet<string>;
}

/**
 * Tells when files may have changed: new ones, new folders, and files that an editor writes anew included. A single
 * folder is watched at a time, since Node's recursive watching misses folders that are made later.
 */
export class FileWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private readonly touched: () => void;
  private fingerprint = '';

  /** @param touched - called for each event in a folder: often more than once for one change, and for other files, too */
  constructor(touched: () => void) {
    this.touched = touched;
  }

  /** Looks at the files, and watches where they are from now on. Says whether they hold something else than last time. */
  async look(watched: WatchedFiles): Promise<boolean> {
    // Watched first, read afterwards: what changes in between is told.
    this.watchOnly((await takeInventory(watched)).directories);
    const { fingerprint, directories } = await takeInventory(watched);
    this.watchOnly(directories);
    const changed = fingerprint !== this.fingerprint;
    this.fingerprint = fingerprint;
    return changed;
  }

  /** Ends watching. */
  close(): void {
    this.watchOnly(new Set());
  }

  private watchOnly(directories: ReadonlySet<string>): void {
    for (const [directory, watcher] of this.watchers) {
      if (directories.has(directory)) continue;
      watcher.close();
      this.watchers.delete(directory);
    }
    for (const directory of directories) {
      if (this.watchers.has(directory)) continue;
      const watcher = watchDirectory(directory, this.touched, () => this.watchers.delete(directory));
      if (watcher !== undefined) this.watchers.set(directory, watcher);
    }
  }
}

function watchDirectory(directory: string, touched: () => void, gone: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(directory, touched);
    // A folder that is deleted ends its watcher.
    watcher.on('error', () => {
      gone();
      touched();
    });
    return watcher;
  } catch {
    // It was deleted since it was seen; the folder around it is watched and tells.
    return undefined;
  }
}

async function takeInventory({ folders, files }: WatchedFiles): Promise<Inventory> {
  const directories = new Set<string>();
  const hash = createHash('sha256');
  const add = async (file: string): Promise<void> => {
    hash.update(file).update('\0');
    const content = await readFile(file).catch(() => undefined);
    hash.update(content === undefined ? 'missing' : `${String(content.length)}:`).update(content ?? '');
  };
  for (const file of files) {
    directories.add(await nearestDirectory(dirname(resolve(file))));
    await add(resolve(file));
  }
  for (const folder of folders) {
    const found: string[] = [];
    await collect(resolve(folder), directories, found);
    // A folder that is not there may come to be.
    directories.add(await nearestDirectory(dirname(resolve(folder))));
    for (const file of found.sort()) await add(file);
  }
  return { fingerprint: hash.digest('hex'), directories };
}

async function collect(directory: string, directories: Set<string>, protos: string[]): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return;
  directories.add(directory);
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) await collect(path, directories, protos);
    else if (entry.name.endsWith('.proto')) protos.push(path);
  }
}

async function nearestDirectory(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const isDirectory = await stat(at).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isDirectory || at === dirname(at)) return at;
  }
}
