import { fileURLToPath } from 'node:url';
import { Client, credentials, status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freeAddresses } from '../../scripts/reference-system/addresses.mjs';
import { byForm, patientUpstream, tellFigure } from './form.ts';
import { ServedComposite } from './served-composite.ts';
import { steadyLoad } from './upstreams/open-loop.ts';
import { PartServer } from './upstreams/part-server.ts';

const protos = fileURLToPath(new URL('upstreams/protos', import.meta.url));
const stops: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

describe('replicas that are restarted one after the other', () => {
  it('fail no request', async () => {
    const parts = await PartServer.start((_request, call) => void setTimeout(() => call.answer('part'), 20));
    stops.push(() => parts.stop());
    const addresses = await freeAddresses(3);
    const start = (listen: string) =>
      ServedComposite.start({
        proto: protos,
        configuration: {
          listen,
          upstreams: { 'parts.v1.*': { address: parts.address, ...patientUpstream } },
          limits: { late: '1m' },
        },
      });
    const replicas = await Promise.all(addresses.map(start));
    for (const nth of replicas.keys()) stops.push(() => replicas[nth]?.stop());
    // A client as most are: it knows the addresses, and takes turns.
    const client = new Client(`ipv4:${addresses.join(',')}`, credentials.createInsecure(), {
      'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 500,
    });
    stops.push(() => {
      client.close();
      return undefined;
    });
    const same = (bytes: Buffer) => bytes;
    const codes = new Map<string, number>();
    const call = () =>
      new Promise<void>((resolve) => {
        const path = '/page.v1.PageService/GetPage';
        client.makeUnaryRequest(path, same, same, Buffer.alloc(0), { deadline: Date.now() + 30_000 }, (error) => {
          const code = error === null ? 'OK' : `${status[error.code]}: ${error.details}`;
          codes.set(code, (codes.get(code) ?? 0) + 1);
          resolve();
        });
      });
    await call();

    const rounds = byForm({ short: 1, soak: 4 });
    const statuses: (number | null | undefined)[] = [];
    const state = { isOver: false };
    const load = (async () => {
      while (!state.isOver) await steadyLoad(byForm({ short: 100, soak: 200 }), 1000, call);
    })();
    for (let round = 0; round < rounds; round++) {
      for (const [nth, address] of addresses.entries()) {
        statuses.push(await replicas[nth]?.stop());
        replicas[nth] = await start(address);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
    state.isOver = true;
    await load;
    const total = [...codes.values()].reduce((sum, count) => sum + count, 0);
    tellFigure(
      'rolling restart',
      `${total - (codes.get('OK') ?? 0)} of ${total} requests failed, ${statuses.length} restarts by SIGTERM, exit statuses ${[...new Set(statuses)].join()}`,
    );
    expect([...codes.keys()]).toEqual(['OK']);
    expect(new Set(statuses)).toEqual(new Set([0]));
  });
});
