import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { type UsageRecord, usageBetween } from './usage-record.ts';
import { UsageTally } from './usage-tally.ts';
import { parseUsage, usageText } from './usage-text.ts';

/** What a {@link UsageFile} is made of. */
export interface UsageFileOptions {
  /** Absolute. */
  readonly path: string;
  readonly everyMs: number;
  readonly tally: UsageTally;
  /** Epoch milliseconds. */
  readonly clock: { now(): number };
  readonly log: Logger;
}

/** A lock that is older was left behind: what it protects takes milliseconds. */
const lockHeldMs = 30_000;

/**
 * A file that what was asked for is added to, every so often and at the end. It goes on where it was left when the process
 * starts again, and several processes of a machine may share it: each adds what it has counted since it last did. Where it
 * was moved away, a new one begins.
 */
export class UsageFile {
  readonly #options: UsageFileOptions;
  readonly #startedMs: number;
  #timer: NodeJS.Timeout | undefined;
  #written: readonly UsageRecord[] = [];
  #writing: Promise<void> = Promise.resolve();
  #trouble: string | undefined;

  constructor(options: UsageFileOptions) {
    this.#options = options;
    this.#startedMs = options.clock.now();
  }

  /** Writes it at once, so that it is known early where that cannot be done, and then every so often. */
  async start(): Promise<void> {
    await this.write();
    this.#timer = setInterval(() => void this.write(), this.#options.everyMs).unref();
  }

  /** Adds what was counted since it was last written. Where that fails it is added the next time; the log tells. */
  async write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#addNew());
    await this.#writing;
  }

  /** Writes it for the last time. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.write();
  }

  async #addNew(): Promise<void> {
    const { path, log } = this.#options;
    let trouble: string | undefined;
    try {
      trouble = await this.#addLocked();
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
    }
    if (trouble !== undefined && trouble !== this.#trouble)
      log.warn({ file: path, cause: trouble }, 'usage is not kept');
    if (trouble === undefined && this.#trouble !== undefined) log.info({ file: path }, 'usage is kept again');
    this.#trouble = trouble;
  }

  /** Says what is in the way. */
  async #addLocked(): Promise<string | undefined> {
    const lock = `${this.#options.path}.lock`;
    if (!(await takeLock(lock))) return `another process holds ${lock}`;
    try {
      return await this.#add();
    } finally {
      await rm(lock, { force: true });
    }
  }

  async #add(): Promise<string | undefined> {
    const { path, tally, clock } = this.#options;
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (isCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    const before = text === undefined ? undefined : parseUsage(text);
    if (text !== undefined && before === undefined) return 'it holds something else than usage: move it away';
    const now = tally.records();
    const all = new UsageTally();
    for (const record of before?.records ?? []) all.add(record);
    for (const record of usageBetween(this.#written, now)) all.add(record);
    const since = before?.since ?? new Date(this.#startedMs);
    const part = `${path}.${String(process.pid)}.part`;
    await writeFile(part, usageText({ since, until: new Date(clock.now()), records: all.records() }));
    await rename(part, path);
    this.#written = now;
    return undefined;
  }
}

async function takeLock(lock: string): Promise<boolean> {
  for (const attempt of ['first', 'last'] as const) {
    try {
      await (await open(lock, 'wx')).close();
      return true;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    if (attempt === 'last') break;
    const found = await stat(lock).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > lockHeldMs) await rm(lock, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
