import type { ServerHttp2Stream } from 'node:http2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { aCall, callOnce, closeUpstreams, openUpstream, summary } from '../test/calls.ts';
import { answer, framed, startHttp2Server, stopHttp2Servers } from '../test/http2-server.ts';
import { frameType, goawayFrame, readFrames, SETTINGS_FRAME } from '../test/frames.ts';
import { startTcpServer, stopTcpServers } from '../test/tcp-server.ts';

afterEach(async () => {
  await closeUpstreams();
  await stopHttp2Servers();
  await stopTcpServers();
});

describe('a connection whose calls are left', () => {
  it('gives way to another before the server ends it, and those that wait for answers get them', async () => {
    const held: ServerHttp2Stream[] = [];
    const server = await startHttp2Server((stream, headers) => {
      if (headers['x-name'] === 'long') held.push(stream);
      else if (headers['x-name'] !== 'left') answer(stream, framed('short'));
    });
    const upstream = openUpstream(server.address);
    const long = callOnce(upstream, { metadata: [['x-name', 'long']] });
    const left = aCall({ metadata: [['x-name', 'left']] });
    while (server.sessions.length < 3) {
      const cancels = Array.from({ length: 50 }, () => upstream.call(left, () => undefined));
      // When this is answered, those have been seen.
      expect(summary(await callOnce(upstream))).toEqual({ kind: 'ok', message: 'short' });
      for (const cancel of cancels) cancel();
    }
    for (const stream of held) answer(stream, framed('long'));
    expect(summary(await long)).toEqual({ kind: 'ok', message: 'long' });
  });
});

describe('GOAWAY', () => {
  it('lets calls that run finish, and takes new ones to a new connection', async () => {
    const held: ServerHttp2Stream[] = [];
    const server = await startHttp2Server((stream, _headers, nth) => {
      if (nth > 0) return answer(stream, framed(`${nth}`));
      held.push(stream);
      stream.session?.goaway(0, 2 ** 31 - 1);
    });
    const upstream = openUpstream(server.address);
    const first = callOnce(upstream);
    // The second call is surely after the GOAWAY once it comes on a second session.
    while (server.sessions.length < 2) expect(await callOnce(upstream)).toHaveProperty('kind', 'ok');
    for (const stream of held) answer(stream, framed('late'));
    expect(summary(await first)).toEqual({ kind: 'ok', message: 'late' });
  });

  it('repeats what the server has not seen', async () => {
    let calls = 0;
    const server = await startTcpServer((socket) => {
      socket.write(SETTINGS_FRAME);
      readFrames(socket, ({ type }) => {
        if (type !== frameType.HEADERS) return;
        calls++;
        socket.write(goawayFrame(0, 0));
      });
    });
    const reply = await callOnce(openUpstream(server.address));
    expect(summary(reply)).toMatchObject({ code: 14, origin: 'transport', sent: false });
    expect([calls, server.connections()]).toEqual([2, 2]);
  });

  it('with an error repeats that, too', async () => {
    let calls = 0;
    const server = await startTcpServer((socket) => {
      socket.write(SETTINGS_FRAME);
      readFrames(socket, ({ type }) => {
        if (type !== frameType.HEADERS) return;
        calls++;
        socket.write(goawayFrame(0, 11, 'enough'));
      });
    });
    const reply = await callOnce(openUpstream(server.address));
    expect(summary(reply)).toMatchObject({
      code: 14,
      message: expect.stringMatching(/lost: GOAWAY ENHANCE_YOUR_CALM \(enough\)$/),
      sent: false,
    });
    expect([calls, server.connections()]).toEqual([2, 2]);
  });

  it('does not end a long call, silent as it may be', async () => {
    const held: ServerHttp2Stream[] = [];
    const server = await startHttp2Server((stream, headers) => {
      if (headers['x-name'] !== 'long') return answer(stream, framed('short'));
      held.push(stream);
      stream.session?.goaway(0, 2 ** 31 - 1);
    });
    const upstream = openUpstream(server.address, { keepaliveTimeMs: 1, keepaliveTimeoutMs: 1 });
    const long = callOnce(upstream, { metadata: [['x-name', 'long']] });
    const short = openUpstream(server.address);
    for (let n = 0; n < 50; n++) await callOnce(short);
    for (const stream of held) answer(stream, framed('long'));
    expect(summary(await long)).toEqual({ kind: 'ok', message: 'long' });
  });

  it('with an error ends what the server has seen, and repeats the rest', async () => {
    const server = await startHttp2Server((stream, _headers, nth) => {
      if (nth === 1) stream.session?.goaway(2, 1, Buffer.from('reason'));
      if (nth > 1) answer(stream, framed('again'));
    });
    const upstream = openUpstream(server.address);
    const replies = await Promise.all([callOnce(upstream), callOnce(upstream)]);
    expect(replies.map(summary)).toEqual([
      {
        code: 14,
        message: expect.stringMatching(/^connection to 127\.0\.0\.1:\d+ lost: GOAWAY INTERNAL_ERROR \(reason\)$/),
        origin: 'transport',
        sent: true,
      },
      { kind: 'ok', message: 'again' },
    ]);
  });
});

describe('a connection that is lost', () => {
  it('ends its calls with UNAVAILABLE and is made again', async () => {
    const server = await startHttp2Server((stream, _headers, nth) => {
      if (nth > 0) return answer(stream, framed(`${nth}`));
      stream.session?.destroy();
    });
    const upstream = openUpstream(server.address);
    expect(summary(await callOnce(upstream))).toEqual({
      code: 14,
      message: expect.stringMatching(/^connection to .* lost: /),
      origin: 'transport',
      sent: true,
    });
    expect(summary(await callOnce(upstream))).toEqual({ kind: 'ok', message: '1' });
  });

  it('is found where the peer is silent, large requests under way', async () => {
    const server = await startTcpServer((socket) => {
      socket.write(SETTINGS_FRAME);
      socket.once('data', () => socket.pause());
    });
    const upstream = openUpstream(server.address, {
      keepaliveTimeMs: 20,
      keepaliveTimeoutMs: 20,
      connectTimeoutMs: 1000,
    });
    const calls = [new Uint8Array(0), new Uint8Array(20_000_000)].map((request) => callOnce(upstream, { request }));
    for (const reply of await Promise.all(calls)) {
      expect(summary(reply)).toMatchObject({
        code: 14,
        message: expect.stringMatching(/no answer to a PING within 20 ms$/),
        sent: true,
      });
    }
    // It is known to hang, and costs no call its deadline any more.
    expect(upstream.state()).toBe('failing');
  });

  it('is kept where the peer answers PINGs, however long a call takes', async () => {
    let pings = 0;
    const server = await startHttp2Server((stream) => {
      stream.session?.on('ping', () => {
        pings++;
        if (pings === 3) answer(stream, framed('slow'));
      });
    });
    const upstream = openUpstream(server.address, { keepaliveTimeMs: 5, keepaliveTimeoutMs: 5000 });
    expect(summary(await callOnce(upstream))).toEqual({ kind: 'ok', message: 'slow' });
    expect(pings).toBe(3);
  });
});

describe('the start of a connection', () => {
  it('waits for the SETTINGS of the peer', async () => {
    const types: number[] = [];
    const server = await startTcpServer((socket) => {
      readFrames(socket, ({ type }) => types.push(type));
      socket.once('data', () => setImmediate(() => socket.write(SETTINGS_FRAME)));
    });
    const upstream = openUpstream(server.address);
    const connected = upstream.connect(5000);
    upstream.call(aCall(), () => undefined);
    expect(upstream.state()).toBe('connecting');
    await connected;
    expect(upstream.state()).toBe('ready');
    expect(types).toContain(frameType.SETTINGS);
    expect(types).not.toContain(frameType.HEADERS);
  });

  it('gives up on a peer that says nothing', async () => {
    const server = await startTcpServer(() => undefined);
    const reply = await callOnce(openUpstream(server.address, { connectTimeoutMs: 30 }));
    expect(summary(reply)).toEqual({
      code: 14,
      message: expect.stringMatching(/no HTTP\/2 SETTINGS within 30 ms$/),
      origin: 'transport',
      sent: false,
    });
  });

  it('says so where the peer speaks something else', async () => {
    const server = await startTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const reply = await callOnce(openUpstream(server.address));
    expect(summary(reply)).toMatchObject({
      code: 14,
      sent: false,
      message: expect.stringMatching(/gRPC server without TLS/),
    });
  });
});

describe('more calls than the peer allows', () => {
  it('wait for their turn', async () => {
    let open = 0;
    let most = 0;
    const { address } = await startHttp2Server(
      (stream) => {
        most = Math.max(most, ++open);
        stream.on('close', () => open--);
        setImmediate(() => answer(stream, framed('x')));
      },
      { settings: { maxConcurrentStreams: 3 } },
    );
    const upstream = openUpstream(address);
    const replies = await Promise.all(Array.from({ length: 50 }, () => callOnce(upstream)));
    expect(replies.every(({ kind }) => kind === 'ok')).toBe(true);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('leave the queue when cancelled', async () => {
    const names: unknown[] = [];
    let release = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      release = resolve;
    });
    const held: ServerHttp2Stream[] = [];
    const { address } = await startHttp2Server((stream, headers, nth) => {
      names.push(headers['x-name']);
      if (nth > 0) return answer(stream, framed('x'));
      held.push(stream);
      release();
    });
    const upstream = openUpstream(address, { maxConcurrentCalls: 1 });
    const call = (name: string) => callOnce(upstream, { metadata: [['x-name', name]] });
    const first = call('first');
    const cancel = upstream.call(aCall({ metadata: [['x-name', 'cancelled']] }), () => names.push('called back'));
    const last = call('last');
    await arrived;
    cancel();
    for (const stream of held) answer(stream, framed('x'));
    await Promise.all([first, last]);
    expect(names).toEqual(['first', 'last']);
  });

  it('are refused when too many wait', async () => {
    const { address } = await startHttp2Server((stream) => answer(stream, framed('x')));
    const upstream = openUpstream(address, { maxWaitingCalls: 2 });
    const replies = await Promise.all([1, 2, 3].map(() => callOnce(upstream)));
    expect(replies.map(summary)).toEqual([
      { kind: 'ok', message: 'x' },
      { kind: 'ok', message: 'x' },
      {
        code: 14,
        message: expect.stringMatching(/^2 calls to .* are waiting already$/),
        origin: 'transport',
        sent: false,
      },
    ]);
  });
});
