import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fileURLToPath } from 'node:url';
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import { startComposite } from '@tributary/nestjs';
import { pino } from 'pino';
import { byForm, patientUpstream, tellFigure } from './form.ts';
import { HostileBodies } from './hostile/hostile-bodies.ts';
import { RawCaller } from './hostile/raw-caller.ts';
import { PartServer } from './upstreams/part-server.ts';
import { seededRandom } from './upstreams/seeded-random.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const protos = fileURLToPath(new URL('upstreams/protos', import.meta.url));
const random = seededRandom(7);
const bodies = new HostileBodies(random);
const same = (bytes: Buffer) => bytes;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The heap when all that can go has gone. */
async function heapBytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await wait(50);
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

/** What is open of the operating system's, by kind. */
const handles = () => process.getActiveResourcesInfo().filter((kind) => /TCP|Pipe|Server/.test(kind)).length;

describe('calls that end in all ways', () => {
  it('leave nothing behind', async () => {
    const handlesBefore = handles();
    // One part of an answer comes at once, one late, one never.
    const parts = await PartServer.start(({ delayMs }, call) => {
      if (call.path.includes('Third')) call.fail(status.NOT_FOUND, 'none');
      else if (delayMs > 0) setTimeout(() => call.answer('late'), delayMs).unref();
      else call.answer('part');
    });
    const composite = await startComposite(
      {
        listen: '127.0.0.1:0',
        http: 'off',
        proto: protos,
        upstreams: { 'parts.v1.*': { address: parts.address, breaker: 'off', ...patientUpstream } },
        limits: { late: '1m' },
        drain: '2s',
      },
      { log: pino({ level: 'silent' }) },
    );
    const client = new Client(composite.grpcAddress, credentials.createInsecure());
    const raw = await RawCaller.to(composite.grpcAddress);
    const codes = new Map<string, number>();
    const endings: ((nth: number) => Promise<string>)[] = [
      (nth) => call(nth, 0, 5000),
      // The deadline comes first.
      (nth) => call(nth, 50, 10),
      // The caller leaves.
      (nth) => call(nth, 50, 5000, Math.floor(random() * 20)),
      () => raw.send('/page.v1.PageService/GetPage', bodies.next()),
      () => raw.send('/page.v1.PageService/GetPage', Buffer.alloc(5), { 'x-large': 'x'.repeat(20_000) }),
      () => raw.send('/page.v1.PageService/None', Buffer.alloc(5)),
    ];
    function call(nth: number, delayMs: number, deadlineMs: number, cancelAfterMs?: number): Promise<string> {
      const request = Buffer.from([0x0a, 0x02, 0x61 + (nth % 20), 0x61, 0x10, delayMs]);
      return new Promise((resolve) => {
        const path = '/page.v1.PageService/GetPage';
        const options = { deadline: Date.now() + deadlineMs };
        const made = client.makeUnaryRequest(path, same, same, request, new Metadata(), options, (error) =>
          resolve(error === null ? 'OK' : status[error.code]),
        );
        if (cancelAfterMs !== undefined) setTimeout(() => made.cancel(), cancelAfterMs);
      });
    }
    const rounds = 10;
    const each = byForm({ short: 300, soak: 10_000 });
    const heaps: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (let done = 0; done < each; done += 50) {
        const ended = await Promise.all(
          Array.from({ length: 50 }, (_, nth) => endings[nth % endings.length]?.(done + nth) ?? Promise.resolve('')),
        );
        for (const code of ended) codes.set(code, (codes.get(code) ?? 0) + 1);
      }
      await composite.engine.idle();
      heaps.push(await heapBytes());
    }
    raw.close();
    client.close();
    await composite.close();
    await parts.stop();
    for (let round = 0; handles() > handlesBefore && round < 100; round++) await wait(100);
    const slope = slopeOf(heaps.slice(3)) / (heaps[3] ?? 1);
    tellFigure(
      'no leak',
      `${rounds} rounds of ${each} (${[...codes].map(([code, count]) => `${count} ${code}`).join(', ')}): heap ${heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ')} MB, ${(100 * slope).toFixed(2)} % a round after the third; ${handles() - handlesBefore} handles left`,
    );
    expect(slope).toBeLessThan(byForm({ short: 0.05, soak: 0.01 }));
    expect(handles()).toBeLessThanOrEqual(handlesBefore);
  });
});

/** By how much numbers grow from one to the next: least squares. */
function slopeOf(numbers: readonly number[]): number {
  const middle = (numbers.length - 1) / 2;
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const along = numbers.reduce((sum, number, at) => sum + (at - middle) * (number - mean), 0);
  return along / numbers.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
}
