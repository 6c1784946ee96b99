import { performance } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Patience } from '@tributary/cache';
import { RedisServer } from './redis-server.ts';
import { Replica } from './replica.ts';
import { SlowWay } from './slow-way.ts';

let server: RedisServer;
let replicas: Replica[];

/** Waits for Redis as long as a machine may be busy, where it is to work; how little it may wait else. */
const patient: Patience = { answerMs: 500, commandMs: 1000 };
const hurried: Patience = { answerMs: 4, commandMs: 50 };
/** Nobody waits any longer than that for a Redis that hangs, whatever the machine is busy with. */
const longMs = 10_000;

function replica(url = server.url, patience = patient): Replica {
  const one = new Replica(url, patience);
  replicas.push(one);
  return one;
}

async function usable(url?: string, patience?: Patience): Promise<Replica> {
  const one = replica(url, patience);
  await one.until('usable');
  return one;
}

/** How long something took, in milliseconds. */
async function took(what: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await what();
  return performance.now() - before;
}

/** As without Redis: answers at once, from memory. */
async function expectMemoryAlone(one: Replica): Promise<void> {
  expect(one.tier.usable).toBe(false);
  let told = 0;
  one.cache.find('never stored', { ...noTimes, ttlMs: 1 }, () => told++);
  expect(told).toBe(1);
  one.store('in memory', 'value');
  expect(await one.text('in memory')).toBe('value');
  expect(await took(() => one.invalidate('some tag'))).toBeLessThan(longMs);
}

const noTimes = { ttlMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0, negativeTtlMs: 0, degradedTtlMs: 0 };

beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(() => {
  replicas = [];
});
afterEach(async () => {
  for (const one of replicas) one.cache.close();
  await server.down();
  await server.up();
});

describe('Redis', () => {
  it('may be down at the start, and come later', async () => {
    await server.down();
    const one = replica();
    await one.until('unusable');
    await expectMemoryAlone(one);
    await server.up();
    await one.until('usable');
    one.store('k', 'value');
    await one.written();
    expect(await (await usable()).text('k')).toBe('value');
  });

  it('may crash and come back empty: what has tags is not trusted then', async () => {
    const [one, two] = [await usable(), await usable()];
    one.store('tagged', 'value', ['t']);
    one.store('untagged', 'value');
    await one.written();
    expect(await two.text('tagged')).toBe('value');
    await server.down();
    await one.until('unusable');
    await two.until('unusable');
    await expectMemoryAlone(one);
    expect(await two.text('tagged')).toBe('value');
    await one.invalidate('t');
    await server.up();
    await one.until('usable');
    await two.until('usable');
    expect([await one.text('tagged'), await two.text('tagged')]).toEqual(['stale', 'stale']);
    expect(await one.text('untagged')).toBe('value');
    one.store('tagged', 'new', ['t']);
    await one.written();
    expect(await two.text('tagged')).toBe('new');
  });

  it('may hang: nobody waits long, and it is found again', async () => {
    const one = await usable(server.url, hurried);
    server.freeze();
    const times: number[] = [];
    for (let count = 0; one.tier.usable; count++) times.push(await took(() => one.text(`k${count}`)));
    expect(Math.max(...times)).toBeLessThan(longMs);
    expect(times.length).toBeLessThanOrEqual(10);
    await expectMemoryAlone(one);
    server.thaw();
    await one.until('usable');
  });

  it('may hang while something is invalidated: the others hear of it later', async () => {
    const [one, two] = [await usable(), await usable()];
    one.store('k', 'value', ['t']);
    await one.written();
    expect(await two.text('k')).toBe('value');
    server.freeze();
    expect(await took(() => one.invalidate('t'))).toBeLessThan(longMs);
    await one.until('unusable');
    server.thaw();
    await one.until('usable');
    while ((await two.text('k')) !== 'stale') await new Promise(setImmediate);
    expect(await one.text('k')).toBe('stale');
  });

  it('may be slow: nobody waits for it', async () => {
    const way = await SlowWay.to(server.port);
    try {
      const one = await usable(way.url, hurried);
      way.delayMs = 15;
      const times: number[] = [];
      for (let count = 0; one.tier.usable; count++) times.push(await took(() => one.text(`k${count}`)));
      expect(times.length).toBeLessThanOrEqual(15);
      await expectMemoryAlone(one);
      way.delayMs = 0;
      await one.until('usable');
    } finally {
      for (const one of replicas) one.cache.close();
      await way.close();
    }
  });

  it('may be full: it is left alone until there is room', async () => {
    const [one, two] = [await usable(), await usable()];
    one.store('k', 'value', ['t']);
    await one.written();
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    // It cannot note what is invalidated, so it forgets the log, and all that has tags counts as invalidated.
    await one.invalidate('t');
    expect(await server.command('EXISTS', 'tributary:1:invalidations')).toBe(0);
    // Nor does the other one, which may have found out by now.
    expect(['stale', 'miss']).toContain(await two.text('k'));
    await one.until('unusable');
    await expectMemoryAlone(one);
    await server.command('CONFIG', 'SET', 'maxmemory', '0');
    await one.until('usable');
    expect(await one.text('k')).toBe('stale');
  });

  it('may be read-only: it is left alone until it can be written', async () => {
    const one = await usable();
    one.store('k', 'value', ['t']);
    await server.command('REPLICAOF', '127.0.0.1', '1');
    await one.until('unusable');
    await expectMemoryAlone(one);
    await server.command('REPLICAOF', 'NO', 'ONE');
    await one.until('usable');
  });

  it('may lose the channel: a look into the log tells what was missed', async () => {
    await server.command('ACL', 'SETUSER', 'default', 'resetchannels');
    const [one, two] = [await usable(), await usable()];
    one.store('k', 'value', ['t']);
    await one.written();
    expect(await two.text('k')).toBe('value');
    expect(await took(() => one.invalidate('t'))).toBeLessThan(longMs);
    const missed = await took(async () => {
      while ((await two.text('k')) !== 'stale') await new Promise(setImmediate);
    });
    expect(missed).toBeLessThan(longMs);
    one.store('k', 'new', ['t']);
    await one.written();
    expect(await two.text('k')).toBe('new');
  });

  it('may be lost to one replica alone: what that one invalidates is told when it is back', async () => {
    const way = await SlowWay.to(server.port);
    try {
      const [one, two] = [await usable(way.url), await usable()];
      two.store('k', 'value', ['t']);
      await two.written();
      way.delayMs = 60_000;
      expect(await took(() => one.invalidate('t'))).toBeLessThan(longMs);
      way.cut();
      way.delayMs = 0;
      await one.until('unusable');
      await one.until('usable');
      while ((await two.text('k')) !== 'stale') await new Promise(setImmediate);
    } finally {
      for (const one of replicas) one.cache.close();
      await way.close();
    }
  });

  it('may refuse the password: it says so once, and the cache works', async () => {
    await server.command('CONFIG', 'SET', 'requirepass', 'secret');
    const one = replica();
    await one.until('unusable');
    expect(JSON.stringify(one.changes)).toContain('NOAUTH');
    await expectMemoryAlone(one);
    const two = await usable(server.url.replace('//', '//:secret@'));
    two.store('k', 'value');
    await two.written();
    expect(one.changes).toHaveLength(1);
  });
});
