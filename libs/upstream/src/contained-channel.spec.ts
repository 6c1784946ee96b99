import { readFileSync } from 'node:fs';
import { constants } from 'node:http2';
import { ServerCredentials, status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { callOnce, closeUpstreams, openUpstream, summary } from '../test/calls.ts';
import { startGrpcServer, stopGrpcServers } from '../test/grpc-server.ts';
import { frameType, goawayFrame, readFrames, resetFrame, SETTINGS_FRAME } from '../test/frames.ts';
import { startHttp2Server, stopHttp2Servers } from '../test/http2-server.ts';
import { startTcpServer, stopTcpServers } from '../test/tcp-server.ts';
import { RetryBudget } from './containment/retry-budget.ts';
import type { TlsOptions } from './tls-options.ts';

afterEach(async () => {
  await closeUpstreams();
  await stopGrpcServers();
  await stopHttp2Servers();
  await stopTcpServers();
});

const outliers = { consecutive: 3, failures: 1, minCalls: 1000, pauseMs: 1000, maxPauseMs: 1000, maxEjected: 0.5 };

describe('an address at which calls fail', () => {
  it('gets none while it is left out, and some when its time is over', async () => {
    const state = { ill: true, calls: 0 };
    const one = await startGrpcServer((_call, callback) => {
      state.calls++;
      if (state.ill) callback({ code: status.INTERNAL, details: 'ill' });
      else callback(null, Buffer.from('one'));
    });
    const two = await startGrpcServer((_call, callback) => callback(null, Buffer.from('two')));
    let nowMs = 1000;
    const clock = () => nowMs;
    const upstream = openUpstream(`ipv4:${one.address},${two.address}`, { outliers, clock, random: () => 0.5 });
    const call = async (): Promise<unknown> => summary(await callOnce(upstream, { deadlineMs: undefined }))['message'];
    while (upstream.figures().connected < 2) await call();
    while (upstream.figures().ejected === 0) await call();
    expect(upstream.figures()).toEqual({ addresses: 2, connected: 2, ejected: 1, ejections: 1 });
    const { calls } = state;
    for (let n = 0; n < 10; n++) expect(await call()).toBe('two');
    expect(state.calls).toBe(calls);
    state.ill = false;
    nowMs += 1000;
    const answers = new Set([await call(), await call()]);
    expect([...answers].sort()).toEqual(['one', 'two']);
    expect(upstream.figures().ejected).toBe(0);
  });

  it('is called all the same where it is the only one left', async () => {
    const one = await startGrpcServer((_call, callback) => callback({ code: status.INTERNAL, details: 'ill' }));
    const two = await startGrpcServer((_call, callback) => callback(null, Buffer.from('two')));
    const upstream = openUpstream(`ipv4:${one.address},${two.address}`, { outliers });
    while (upstream.figures().connected < 2) await callOnce(upstream);
    while (upstream.figures().ejected === 0) await callOnce(upstream);
    await two.stop();
    while (upstream.figures().connected === 2) await callOnce(upstream);
    expect(summary(await callOnce(upstream))).toMatchObject({ code: status.INTERNAL });
  });
});

describe('a connection that is silent', () => {
  it('gets no further calls while there is another', async () => {
    // It neither reads nor answers, PINGs included.
    const silent = await startTcpServer((socket) => socket.write(SETTINGS_FRAME));
    const two = await startGrpcServer((_call, callback) => callback(null, Buffer.from('two')));
    const upstream = openUpstream(`ipv4:${silent.address},${two.address}`, {
      keepaliveTimeMs: 40,
      keepaliveTimeoutMs: 60_000,
    });
    const running = new Set<number>();
    const calls: Promise<unknown>[] = [];
    const start = (): void => {
      const nth = calls.length;
      running.add(nth);
      calls.push(callOnce(upstream).finally(() => running.delete(nth)));
    };
    const turn = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    while (upstream.figures().connected < 2 || running.size < 2) {
      start();
      await turn(5);
    }
    let inARow = 0;
    while (inARow < 20) {
      const before = running.size;
      start();
      await Promise.race([calls.at(-1), turn(200)]);
      inARow = running.size === before ? inARow + 1 : 0;
    }
    await silent.stop();
    await Promise.all(calls);
  });
});

describe('a call that a server refuses to take', () => {
  it('is made again as long as the budget has something left', async () => {
    let streams = 0;
    const { address } = await startHttp2Server((stream) => {
      streams++;
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
    });
    const retryBudget = new RetryBudget({ share: 0.5, perSecond: 0 });
    const upstream = openUpstream(address, { retryBudget, clock: () => 0 });
    for (let n = 0; n < 10; n++) {
      retryBudget.called(0);
      expect(await callOnce(upstream, { deadlineMs: undefined })).toMatchObject({ code: status.UNAVAILABLE });
    }
    expect(streams).toBe(15);
    expect(retryBudget.spent).toBe(5);
  });

  it('is made again at no cost where the connection is about to end', async () => {
    let connections = 0;
    const { address } = await startTcpServer((socket) => {
      const nth = connections++;
      socket.write(SETTINGS_FRAME);
      readFrames(socket, ({ type, streamId }) => {
        if (type !== frameType.HEADERS) return;
        socket.write(nth === 0 ? goawayFrame(0, 0) : resetFrame(streamId, constants.NGHTTP2_CANCEL));
      });
    });
    const retryBudget = new RetryBudget({ share: 0, perSecond: 0 });
    expect(summary(await callOnce(openUpstream(address, { retryBudget })))).toMatchObject({ code: status.CANCELLED });
    expect(connections).toBe(2);
  });
});

describe('certificates that change', () => {
  it('are used for the next connection; those that are none are not', async () => {
    const file = (name: string) => readFileSync(new URL(`../test/certificates/${name}.pem`, import.meta.url));
    const pair = [{ private_key: file('key'), cert_chain: file('certificate') }];
    const server = await startGrpcServer((_call, callback) => callback(null, Buffer.from('ok')), {
      credentials: ServerCredentials.createSsl(null, pair),
    });
    const state: { tls: TlsOptions } = { tls: {} };
    const upstream = openUpstream(server.address, { tls: () => state.tls, reconnectMinMs: 1, reconnectMaxMs: 1 });
    expect(summary(await callOnce(upstream))).toMatchObject({ message: expect.stringMatching(/self-signed/) });
    state.tls = { ca: file('certificate') };
    while ((await callOnce(upstream)).kind !== 'ok');
    state.tls = { ca: 'x', cert: 'no certificate', key: 'no key' };
    await server.stop();
    while ((await callOnce(upstream)).kind === 'ok');
    await startGrpcServer((_call, callback) => callback(null, Buffer.from('ok')), {
      listen: server.address,
      credentials: ServerCredentials.createSsl(null, pair),
    });
    while ((await callOnce(upstream)).kind !== 'ok');
  });
});
