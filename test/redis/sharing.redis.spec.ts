import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RedisServer } from './redis-server.ts';
import { policy, Replica } from './replica.ts';

let server: RedisServer;
let replicas: Replica[];

/** One that waits for Redis however long it takes, so that a busy machine makes no difference to what is right. */
async function replica(): Promise<Replica> {
  const one = new Replica(server.url, { answerMs: 5000, commandMs: 10_000 });
  replicas.push(one);
  await one.until('usable');
  return one;
}

beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  replicas = [];
  await server.command('FLUSHALL');
});
afterEach(() => {
  for (const one of replicas) one.cache.close();
});

describe('replicas that share a Redis', () => {
  it('find what another one has stored', async () => {
    const [one, two] = [await replica(), await replica()];
    expect(await one.text('k')).toBe('miss');
    one.store('k', 'value', ['t']);
    await one.written();
    expect(await two.text('k')).toBe('value');
  });

  it('take any bytes, under any keys', async () => {
    const [one, two] = [await replica(), await replica()];
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const keys = ['', '\0', '\u00e9', '\u0101', '\u00c4\u0081', '\ud800', '\ud801', '\u{1f600}', 'x'.repeat(10_000)];
    for (const [index, key] of keys.entries()) {
      const entry = { kind: 'value', bytes: Uint8Array.of(index, ...bytes), degraded: false } as const;
      one.cache.store(key, entry, policy, ['\0', '\u{1f600}', ''], one.cache.askedAt());
    }
    await one.written();
    for (const [index, key] of keys.entries()) {
      const lookup = await two.find(key);
      if (lookup.kind !== 'hit') throw new Error(`nothing under ${JSON.stringify(key)}`);
      expect([...lookup.entry.bytes]).toEqual([index, ...bytes]);
    }
  });

  it('keep NOT_FOUND and answers with gaps apart from values, and gaps from replacing a whole one', async () => {
    const [one, two, three] = [await replica(), await replica(), await replica()];
    const gaps = { kind: 'value', bytes: Uint8Array.of(1), degraded: true } as const;
    one.cache.store('none', { kind: 'not-found', bytes: Uint8Array.of(5) }, policy, [], one.cache.askedAt());
    one.cache.store('gaps', gaps, policy, [], one.cache.askedAt());
    one.store('whole', 'whole');
    await one.written();
    two.cache.store('whole', gaps, policy, [], two.cache.askedAt());
    await two.written();
    expect(await three.find('none')).toMatchObject({ kind: 'hit', entry: { kind: 'not-found' } });
    expect(await three.find('gaps')).toMatchObject({ kind: 'hit', entry: gaps });
    expect(await three.text('whole')).toBe('whole');
  });

  it('leave nothing in Redis for ever', async () => {
    const [one, two] = [await replica(), await replica()];
    await one.text('missed');
    one.store('k', 'value', ['t'], { ttlMs: 10_000, staleWhileRevalidateMs: 20_000, staleIfErrorMs: 30_000 });
    one.store('long', 'value', ['t'], { ttlMs: 1e9 });
    await two.invalidate('t', 'u');
    await one.written();
    const keys = (await server.command('KEYS', '*')) as string[];
    expect(keys.length).toBeGreaterThanOrEqual(5);
    // Those that have gone meanwhile have none either.
    for (const key of keys) expect(Number(await server.command('PTTL', key))).not.toBe(-1);
    expect(Number(await server.command('PTTL', 'tributary:1:record:1:k'))).toBeLessThanOrEqual(40_000);
    expect(Number(await server.command('PTTL', 'tributary:1:invalidations'))).toBeGreaterThan(999_000_000);
  });

  it('do not make a life longer by moving it', async () => {
    const [one, two] = [await replica(), await replica()];
    const before = Date.now();
    one.store('k', 'value');
    await one.written();
    const lookup = await two.find('k');
    if (lookup.kind !== 'hit') throw new Error('it must be there');
    expect(lookup.ageMs).toBeGreaterThanOrEqual(0);
    // Stored at some time after `before`, and it dies at the same time everywhere, or a little earlier.
    expect(Date.now() + lookup.ttlMs).toBeLessThanOrEqual(before + policy.ttlMs + (Date.now() - before));
    await server.command('PEXPIRE', 'tributary:1:record:1:k', '10000');
    expect(await (await replica()).find('k')).toMatchObject({ kind: 'hit' });
  });

  it('take nothing for a record that is none', async () => {
    const one = await replica();
    await server.command('SET', 'tributary:1:record:1:garbage', 'x'.repeat(100));
    await server.command('SET', 'tributary:1:record:1:short', '\x01\x00');
    await server.command('RPUSH', 'tributary:1:record:1:list', 'a');
    await server.command('PUBLISH', 'tributary:1:invalidated', 'nonsense');
    await server.command('PUBLISH', 'tributary:1:invalidated', '12 {"from":1}');
    expect([await one.text('garbage'), await one.text('short'), await one.text('list')]).toEqual([
      'miss',
      'miss',
      'miss',
    ]);
    one.store('list', 'value');
    await one.written();
    expect(await (await replica()).text('list')).toBe('value');
    expect(one.changes).toEqual([{ kind: 'usable' }]);
  });

  it('go on when Redis forgets the scripts', async () => {
    const one = await replica();
    await server.command('SCRIPT', 'FLUSH');
    one.store('k', 'value');
    await one.written();
    expect(await (await replica()).text('k')).toBe('value');
    expect(one.tier.usable).toBe(true);
  });
});

describe('invalidation among replicas', () => {
  it('has reached all of them when it is done', async () => {
    const [one, two, three] = [await replica(), await replica(), await replica()];
    for (let round = 0; round < 200; round++) {
      const key = `k${round}`;
      one.store(key, 'value', [`t${round}`]);
      await one.written();
      expect(await two.text(key)).toBe('value');
      expect(await three.text(key)).toBe('value');
      await two.invalidate(`t${round}`);
      // What memory may still use, it gives at once.
      let atOnce = 0;
      for (const { cache } of [one, two, three]) cache.find(key, policy, () => atOnce++).leave();
      expect(atOnce).toBe(0);
    }
  });

  it('is told once: what is stored after it stays', async () => {
    const [one, two] = [await replica(), await replica()];
    one.store('k', 'old', ['t']);
    await one.invalidate('t');
    one.store('k', 'new', ['t']);
    await one.written();
    expect(await two.text('k')).toBe('new');
    await server.looks(4);
    // From memory, which answers at once.
    let atOnce = 0;
    for (const { cache } of [one, two])
      cache.find('k', policy, ({ kind }) => (atOnce += kind === 'hit' ? 1 : 0)).leave();
    expect(atOnce).toBe(2);
  });

  it('marks what is in Redis for those who come later', async () => {
    const one = await replica();
    one.store('k', 'value', ['t']);
    await one.invalidate('t');
    expect(await (await replica()).text('k')).toBe('stale');
  });

  it('is not undone by a value that was asked for before, wherever', async () => {
    const [one, two] = [await replica(), await replica()];
    const entry = { kind: 'value', bytes: Uint8Array.of(1), degraded: false } as const;
    for (let round = 0; round < 100; round++) {
      const key = `k${round}`;
      const asked = one.cache.askedAt();
      await two.invalidate('t');
      expect(one.cache.store(key, entry, policy, ['t'], asked)).toBe(false);
      one.tier.write(key, {
        entry,
        lifetime: policy,
        tags: ['t'],
        storedAt: one.tier.moment() ?? 0,
        asked: asked.sharedMoment ?? 0,
      });
      await one.written();
      expect(await two.find(key)).toEqual({ kind: 'miss' });
    }
    expect(one.store('k', 'new', ['t'])).toBe(true);
    await one.written();
    expect(await two.text('k')).toBe('new');
  });

  it('marks everything that has tags where the log is lost', async () => {
    const [one, two] = [await replica(), await replica()];
    one.store('tagged', 'value', ['t']);
    one.store('untagged', 'value');
    await one.written();
    await server.command('DEL', 'tributary:1:invalidations');
    expect([await two.text('tagged'), await two.text('untagged')]).toEqual(['stale', 'value']);
    // The next look at the log tells the replica that has it in memory.
    for (;;) {
      if ((await one.text('tagged')) === 'stale') break;
      await new Promise(setImmediate);
    }
    expect(await one.text('untagged')).toBe('value');
  });

  it('never gives a value from before a write, in 3,000 races of three replicas', async () => {
    const all = [await replica(), await replica(), await replica()];
    const source = Array.from({ length: 20 }, () => 0);
    let hits = 0;
    const reading = async (one: Replica): Promise<void> => {
      const row = Math.floor(Math.random() * source.length);
      // What had been written, and told, before the question.
      const atLeast = told[row] ?? 0;
      const lookup = await one.find(`row ${row}`, { staleIfErrorMs: 0 });
      if (lookup.kind === 'hit') {
        hits++;
        const seen = new DataView(lookup.entry.bytes.buffer, lookup.entry.bytes.byteOffset).getUint32(0);
        expect(seen).toBeGreaterThanOrEqual(atLeast);
        return;
      }
      const asked = one.cache.askedAt();
      const seen = source[row] ?? 0;
      for (let turns = Math.random() * 5; turns > 0; turns--) await new Promise(setImmediate);
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, seen);
      one.cache.store(`row ${row}`, { kind: 'value', bytes, degraded: false }, policy, [`row:${row}`], asked);
    };
    const told = [...source];
    const writing = async (one: Replica): Promise<void> => {
      const row = Math.floor(Math.random() * source.length);
      const written = (source[row] ?? 0) + 1;
      source[row] = written;
      await one.invalidate(`row:${row}`);
      told[row] = Math.max(told[row] ?? 0, written);
    };
    const working = Array.from({ length: 30 }, async (_, worker) => {
      for (let round = 0; round < 100; round++) {
        const one = all[(worker + round) % all.length];
        if (one === undefined) continue;
        if (Math.random() < 0.15) await writing(one);
        else await reading(one);
      }
    });
    await Promise.all(working);
    expect(hits).toBeGreaterThan(300);
    expect(all.map(({ changes }) => changes.length)).toEqual([1, 1, 1]);
  }, 60_000);
});

describe('equal misses of replicas', () => {
  it('make one call', async () => {
    const all = [await replica(), await replica(), await replica(), await replica()];
    for (let round = 0; round < 10; round++) {
      const key = `k${round}`;
      let calls = 0;
      const ask = async (one: Replica): Promise<string> => {
        const text = await one.text(key);
        if (text !== 'miss') return text;
        calls++;
        for (let turns = 0; turns < 100; turns++) await new Promise(setImmediate);
        one.store(key, 'value');
        return 'value';
      };
      expect(new Set(await Promise.all(all.map(ask)))).toEqual(new Set(['value']));
      expect(calls).toBe(1);
    }
  });
});
