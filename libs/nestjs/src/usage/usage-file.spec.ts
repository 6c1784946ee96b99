import { mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { UsageFile } from './usage-file.ts';
import { UsageTally } from './usage-tally.ts';

const method = 'p.S/M';
const startMs = Date.UTC(2026, 10, 1);

describe('UsageFile', () => {
  let folder: string;
  let path: string;
  let nowMs: number;
  let logged: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'usage-file-'));
    path = join(folder, 'usage.json');
    nowMs = startMs;
    logged = [];
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  /** A process that counts. */
  function counting(): { tally: UsageTally; file: UsageFile } {
    const tally = new UsageTally();
    const log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) });
    const clock = { now: () => nowMs };
    return { tally, file: new UsageFile({ path, everyMs: 3_600_000, tally, clock, log }) };
  }

  const read = async (): Promise<unknown> => JSON.parse(await readFile(path, 'utf8')) as unknown;
  const messages = (): unknown[] => logged.map((line) => (JSON.parse(line) as { msg: unknown }).msg);

  it('is there from the start, and has all at the end', async () => {
    const { tally, file } = counting();
    await file.start();
    expect(await read()).toEqual({ since: '2026-11-01T00:00:00.000Z', until: '2026-11-01T00:00:00.000Z', records: [] });
    tally.of(method, 'web').asked(['a', 'b']);
    tally.of(method, 'web').asked([]);
    nowMs += 60_000;
    await file.close();
    expect(await read()).toEqual({
      since: '2026-11-01T00:00:00.000Z',
      until: '2026-11-01T00:01:00.000Z',
      records: [{ caller: 'web', method, whole: 1, fields: { a: 1, b: 1 } }],
    });
    expect(await readdir(folder)).toEqual(['usage.json']);
    expect(logged).toEqual([]);
  });

  it('goes on where it was left, and counts nothing twice', async () => {
    for (let start = 0; start < 3; start++) {
      const { tally, file } = counting();
      await file.start();
      tally.of(method, 'web').asked(['a']);
      await file.write();
      await file.write();
      tally.of(method, 'web').asked(['a']);
      nowMs += 1000;
      await file.close();
    }
    expect(await read()).toMatchObject({
      since: '2026-11-01T00:00:00.000Z',
      until: '2026-11-01T00:00:03.000Z',
      records: [{ fields: { a: 6 } }],
    });
  });

  it('is shared by processes that write it at once', async () => {
    const all = Array.from({ length: 3 }, counting);
    for (let round = 0; round < 5; round++) {
      for (const { tally } of all) tally.of(method, 'web').asked([]);
      await Promise.all(all.map(({ file }) => file.write()));
    }
    for (const { file } of all) await file.close();
    expect(await read()).toMatchObject({ records: [{ caller: 'web', whole: 15 }] });
  });

  it('begins anew where it was moved away', async () => {
    const { tally, file } = counting();
    tally.of(method, 'web').asked([]);
    await file.write();
    await rename(path, join(folder, 'usage.1.json'));
    tally.of(method, 'web').asked([]);
    await file.write();
    expect(await read()).toMatchObject({ records: [{ whole: 1 }] });
  });

  it('is left alone where it is something else; what was counted meanwhile is added later', async () => {
    const { tally, file } = counting();
    await writeFile(path, '{"name": "usage"}');
    tally.of(method, 'web').asked([]);
    await file.write();
    await file.write();
    expect(await read()).toEqual({ name: 'usage' });
    await rm(path);
    await file.close();
    expect(await read()).toMatchObject({ records: [{ whole: 1 }] });
    expect(messages()).toEqual(['usage is not kept', 'usage is kept again']);
    expect(logged[0]).toContain('move it away');
  });

  it('says so where it cannot be written', async () => {
    const { file } = counting();
    path = join(folder, 'nowhere', 'usage.json');
    const other = counting();
    await other.file.start();
    await other.file.close();
    await file.close();
    expect(messages()).toEqual(['usage is not kept']);
    expect(logged[0]).toContain('ENOENT');
  });

  it('waits for nobody who died with the lock, and for the others', async () => {
    const { tally, file } = counting();
    tally.of(method, 'web').asked([]);
    await writeFile(`${path}.lock`, '');
    await file.write();
    expect(messages()).toEqual(['usage is not kept']);
    await utimes(`${path}.lock`, new Date(0), new Date(0));
    await file.write();
    expect(await read()).toMatchObject({ records: [{ whole: 1 }] });
    expect(await readdir(folder)).toEqual(['usage.json']);
  });
});
