import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { aCall, callOnce, closeUpstreams, openUpstream, summary } from '../test/calls.ts';
import { startGrpcServer, stopGrpcServers, type EchoHandler } from '../test/grpc-server.ts';
import { startTcpServer, stopTcpServers } from '../test/tcp-server.ts';

afterEach(async () => {
  await closeUpstreams();
  await stopGrpcServers();
  await stopTcpServers();
});

const echo: EchoHandler = (call, callback) => callback(null, call.request);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a target that is down', () => {
  it('fails calls long before anybody would give it up, and says why', async () => {
    const port = await freePort();
    const upstream = openUpstream(`dns:///127.0.0.1:${port}`);
    const startedMs = performance.now();
    for (let n = 0; n < 20; n++) {
      expect(summary(await callOnce(upstream))).toEqual({
        code: 14,
        message: `no connection to dns:///127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
        origin: 'transport',
        sent: false,
      });
    }
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(upstream.state()).toBe('failing');
  });

  it('is found again when it is back, on the same port', async () => {
    let server = await startGrpcServer(echo);
    const upstream = openUpstream(server.address);
    for (let round = 0; round < 2; round++) {
      expect(await callOnce(upstream)).toHaveProperty('kind', 'ok');
      await server.stop();
      while ((await callOnce(upstream)).kind === 'ok');
      expect(await callOnce(upstream)).toMatchObject({ kind: 'status', code: 14 });
      server = await startGrpcServer(echo, { listen: server.address });
      await upstream.connect(10_000);
    }
  });

  it('is tried again without being asked for a while after a call', async () => {
    const port = await freePort();
    const upstream = openUpstream(`127.0.0.1:${port}`, { reconnectMaxMs: 100 });
    await callOnce(upstream);
    let connections = 0;
    const back = createServer();
    const connected = new Promise<void>((resolve) =>
      back.on('connection', (socket) => {
        connections++;
        socket.on('error', () => undefined).destroy();
        resolve();
      }),
    );
    back.listen(port, '127.0.0.1');
    await connected;
    await new Promise((resolve) => back.close(resolve));
    expect(connections).toBeGreaterThan(0);
  });

  it('that hangs does not make calls wait again', async () => {
    const server = await startTcpServer(() => undefined);
    const upstream = openUpstream(server.address, { connectTimeoutMs: 1500, reconnectMinMs: 1, reconnectMaxMs: 1 });
    await callOnce(upstream);
    while (server.connections() < 2) await callOnce(upstream);
    const startedMs = performance.now();
    expect(summary(await callOnce(upstream))).toMatchObject({ code: 14, message: expect.stringMatching(/SETTINGS/) });
    expect(performance.now() - startedMs).toBeLessThan(1400);
  });
});

describe('connect', () => {
  it('tries until the target is there', async () => {
    const port = await freePort();
    const upstream = openUpstream(`127.0.0.1:${port}`);
    const connected = upstream.connect(10_000);
    await callOnce(upstream);
    await startGrpcServer(echo, { listen: `127.0.0.1:${port}` });
    await connected;
    expect(upstream.state()).toBe('ready');
    await upstream.connect(0);
  });

  it('says what is wrong when it is not', async () => {
    const port = await freePort();
    const connected = openUpstream(`127.0.0.1:${port}`).connect(30);
    await expect(connected).rejects.toThrow(
      `no connection to 127.0.0.1:${port} within 30 ms: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });
});

describe('close', () => {
  it('ends calls that run and calls that wait, and refuses new ones', async () => {
    const arrived = new Promise<void>((resolve) => {
      void startGrpcServer(() => resolve()).then(({ address }) => {
        const upstream = openUpstream(address, { maxConcurrentCalls: 1 });
        upstreams.push(upstream);
        replies.push(callOnce(upstream), callOnce(upstream));
      });
    });
    const upstreams: ReturnType<typeof openUpstream>[] = [];
    const replies: ReturnType<typeof callOnce>[] = [];
    await arrived;
    const [upstream = openUpstream('127.0.0.1:1')] = upstreams;
    await upstream.close();
    expect(upstream.state()).toBe('closed');
    const [running, waiting] = (await Promise.all(replies)).map(summary);
    expect(running).toMatchObject({ code: 14, message: expect.stringMatching(/lost: closed here$/), sent: true });
    expect(waiting).toMatchObject({ code: 14, message: expect.stringMatching(/: closed here$/), sent: false });
    expect(summary(await callOnce(upstream))).toMatchObject({ code: 14, sent: false });
    await expect(upstream.connect(10)).rejects.toThrow(/is closed$/);
    await upstream.close();
  });

  it('of one that never connected is immediate', async () => {
    const upstream = openUpstream('dns:///localhost:1');
    expect(upstream.state()).toBe('idle');
    upstream.call(aCall(), () => undefined);
    await upstream.close();
  });
});
