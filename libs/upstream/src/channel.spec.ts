import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Metadata, ServerCredentials, status, type ServerUnaryCall } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from '@jest/globals';
import { aCall, callOnce, closeUpstreams, openUpstream, summary } from '../test/calls.ts';
import { startGrpcServer, stopGrpcServers, type EchoHandler } from '../test/grpc-server.ts';
import { answer, framed, startHttp2Server, stopHttp2Servers } from '../test/http2-server.ts';

afterEach(async () => {
  await closeUpstreams();
  await stopGrpcServers();
  await stopHttp2Servers();
});

const echo: EchoHandler = (call, callback) => callback(null, call.request);

describe('a call to a gRPC server', () => {
  it('gives the reply, and the headers and trailers as one', async () => {
    const { address } = await startGrpcServer((call, callback) => {
      const headers = new Metadata();
      headers.set('x-header', '1');
      call.sendMetadata(headers);
      const trailers = new Metadata();
      trailers.set('x-trailer', '2');
      callback(null, call.request, trailers);
    });
    const reply = await callOnce(openUpstream(address));
    expect(summary(reply)).toEqual({ kind: 'ok', message: 'hello' });
    expect([reply.trailers.get('x-header'), reply.trailers.get('x-trailer')]).toEqual(['1', '2']);
  });

  it('gives the status with its details', async () => {
    const { address } = await startGrpcServer((_call, callback) => {
      const metadata = new Metadata();
      metadata.set('grpc-status-details-bin', Buffer.from([8, 5]));
      callback({ code: status.NOT_FOUND, details: 'kein Film „Öl“', metadata });
    });
    const reply = await callOnce(openUpstream(address));
    expect(summary(reply)).toEqual({ code: 5, message: 'kein Film „Öl“', origin: 'upstream', sent: true });
    expect(reply.kind === 'status' && Buffer.from(reply.details ?? []).toString('hex')).toBe('0805');
  });

  it('sends metadata, binary too', async () => {
    const { address } = await startGrpcServer((call, callback) => {
      const { metadata } = call;
      callback(null, Buffer.from(JSON.stringify([metadata.get('x-a'), metadata.get('x-bin')])));
    });
    const metadata = [
      ['x-a', '1'],
      ['x-bin', Buffer.from('raw').toString('base64')],
    ] as const;
    const reply = await callOnce(openUpstream(address), { metadata });
    expect(summary(reply)).toHaveProperty('message', JSON.stringify(['1', Buffer.from('raw')].map((value) => [value])));
  });

  it('says INTERNAL to metadata that cannot be sent, and goes on', async () => {
    const { address } = await startGrpcServer(echo);
    const upstream = openUpstream(address);
    const reply = await callOnce(upstream, { metadata: [['No Key', 'x']] });
    expect(summary(reply)).toMatchObject({ code: 13, origin: 'transport', sent: false });
    expect(await callOnce(upstream)).toHaveProperty('kind', 'ok');
  });

  it('never calls back before it has returned', async () => {
    const upstream = openUpstream('127.0.0.1:1');
    await callOnce(upstream);
    let returned = false;
    const ended = new Promise<boolean>((resolve) => upstream.call(aCall(), () => resolve(returned)));
    returned = true;
    expect(await ended).toBe(true);
  });

  it('takes a reply of 3 MB, and refuses one over the limit', async () => {
    const large = Buffer.alloc(3_000_000, 7);
    const { address } = await startGrpcServer((_call, callback) => callback(null, large));
    const reply = await callOnce(openUpstream(address));
    expect(reply.kind === 'ok' && large.equals(reply.message)).toBe(true);

    const limited = await callOnce(openUpstream(address, { maxReplyBytes: 2_999_999 }));
    expect(summary(limited)).toMatchObject({ code: 8, message: expect.stringContaining('3000000 bytes') });
  });

  it('sends a request of 3 MB', async () => {
    const { address } = await startGrpcServer((call, callback) =>
      callback(null, Buffer.from(`${call.request.length}`)),
    );
    const reply = await callOnce(openUpstream(address), { request: Buffer.alloc(3_000_000) });
    expect(summary(reply)).toHaveProperty('message', '3000000');
  });

  it('makes 1000 calls at once', async () => {
    const { address } = await startGrpcServer(echo);
    const upstream = openUpstream(address);
    const calls = Array.from({ length: 1000 }, (_, n) => callOnce(upstream, { request: Buffer.from(`${n}`) }));
    const replies = await Promise.all(calls);
    expect(replies.map((reply) => Number(summary(reply)['message']))).toEqual(replies.map((_, n) => n));
  });
});

describe('deadline and cancellation', () => {
  it('sends on what remains of the deadline, and nothing where there is none', async () => {
    const told: unknown[] = [];
    let heard = (): void => undefined;
    const { address } = await startHttp2Server((stream, headers) => {
      told.push(headers['grpc-timeout']);
      answer(stream, framed('x'));
      heard();
    });
    const upstream = openUpstream(address, { clock: () => 1_000_000 });
    await upstream.connect(10_000);
    // Some may be over before they are answered: what counts is what they were sent with.
    for (const deadlineMs of [1_000_250, 1_000_000.75, undefined]) {
      const arrived = new Promise<void>((resolve) => (heard = resolve));
      await Promise.all([callOnce(upstream, { deadlineMs }), arrived]);
    }
    expect(told).toEqual(['250m', '750u', undefined]);
  });

  it('does not send what is late already', async () => {
    const upstream = openUpstream('127.0.0.1:1', { clock: () => 1000 });
    const reply = await callOnce(upstream, { deadlineMs: 1000 });
    expect(summary(reply)).toMatchObject({ code: 4, origin: 'transport', sent: false });
  });

  it('ends a call that nobody ends, and tells the server', async () => {
    const reset = new Promise<number>((resolve) => {
      void startHttp2Server((stream) => stream.on('close', () => resolve(stream.rstCode))).then(({ address }) => {
        const upstream = openUpstream(address);
        // It has long been sent by then.
        upstream.call(aCall({ deadlineMs: Date.now() + 1000 }), (reply) => replies.push(summary(reply)));
      });
    });
    const replies: unknown[] = [];
    expect(await reset).toBe(8);
    expect(replies).toEqual([expect.objectContaining({ code: 4, origin: 'transport', sent: true })]);
  });

  it('cancels at the server, and is silent then', async () => {
    const arrived = new Promise<ServerUnaryCall<Buffer, Buffer>>((resolve) => {
      void startGrpcServer((call) => resolve(call)).then(({ address }) => {
        const cancel = openUpstream(address).call(aCall(), () => replies.push('called back'));
        cancels.push(cancel);
      });
    });
    const replies: string[] = [];
    const cancels: (() => void)[] = [];
    const call = await arrived;
    const cancelled = once(call, 'cancelled');
    cancels[0]?.();
    cancels[0]?.();
    await cancelled;
    expect(call.cancelled).toBe(true);
    expect(replies).toEqual([]);
  });
});

describe('sockets', () => {
  it('reaches a Unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'upstream-'));
    try {
      const path = join(folder, 'test.sock');
      await startGrpcServer(echo, { listen: `unix:${path}` });
      expect(await callOnce(openUpstream(`unix:${path}`))).toHaveProperty('kind', 'ok');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('looks names up, and uses the address that answers', async () => {
    const { port } = await startGrpcServer(echo);
    expect(await callOnce(openUpstream(`dns:///localhost:${port}`))).toHaveProperty('kind', 'ok');
  });

  it('says what name cannot be found', async () => {
    const reply = await callOnce(openUpstream('dns:///no-such-host.invalid:1'));
    expect(summary(reply)).toMatchObject({
      code: 14,
      message: expect.stringMatching(
        /^no connection to dns:\/\/\/no-such-host\.invalid:1: cannot resolve no-such-host/,
      ),
      sent: false,
    });
  });

  // Only Linux has more than one loopback address from the start.
  const itOnLinux = process.platform === 'linux' ? it : it.skip;

  itOnLinux('asks for a name again when a connection ends, and follows it', async () => {
    const named = (name: string): EchoHandler => {
      return (_call, callback) => callback(null, Buffer.from(name));
    };
    const old = await startGrpcServer(named('old'));
    await startGrpcServer(named('new'), { listen: `127.0.0.2:${old.port}` });
    let addresses = ['127.0.0.1'];
    const lookup = (host: string): Promise<string[]> => Promise.resolve(host === 'moves' ? addresses : []);
    // Names are looked up once a second at most: let it be later by the clock.
    let nowMs = 0;
    const upstream = openUpstream(`moves:${old.port}`, { lookup, clock: () => nowMs });
    const call = async () => summary(await callOnce(upstream, { deadlineMs: undefined }))['message'];
    expect(await call()).toBe('old');
    addresses = ['127.0.0.2'];
    nowMs = 5000;
    await old.stop();
    while ((await call()) !== 'new');
    expect(await call()).toBe('new');

    const none = openUpstream('nowhere:1', { lookup });
    expect(summary(await callOnce(none))).toHaveProperty(
      'message',
      'no connection to nowhere:1: cannot resolve nowhere: no addresses',
    );
  });

  it('takes turns between addresses', async () => {
    const servers = await Promise.all(
      ['a', 'b'].map((name) => startGrpcServer((_call, callback) => callback(null, Buffer.from(name)))),
    );
    const upstream = openUpstream(`ipv4:${servers.map(({ address }) => address).join(',')}`);
    const answers = new Map<unknown, number>();
    const count = async (): Promise<void> => {
      const { message } = summary(await callOnce(upstream));
      answers.set(message, (answers.get(message) ?? 0) + 1);
    };
    // Both are up once both have answered.
    while (answers.size < 2) await count();
    answers.clear();
    for (let n = 0; n < 10; n++) await count();
    expect([...answers.values()]).toEqual([5, 5]);

    await servers[0]?.stop();
    // The first calls may still meet the first server, or the end of its connection.
    let inARow = 0;
    while (inARow < 5) inARow = summary(await callOnce(upstream))['message'] === 'b' ? inARow + 1 : 0;
  });
});

describe('TLS', () => {
  const file = (name: string): Buffer => readFileSync(new URL(`../test/certificates/${name}.pem`, import.meta.url));
  const cert = file('certificate');
  const key = file('key');
  const pair = [{ private_key: key, cert_chain: cert }];

  it('verifies the server by the name it is asked to', async () => {
    const credentials = ServerCredentials.createSsl(null, pair);
    const { port } = await startGrpcServer(echo, { credentials });
    const target = `127.0.0.1:${port}`;
    expect(await callOnce(openUpstream(target, { tls: { ca: cert } }))).toHaveProperty('kind', 'ok');
    expect(await callOnce(openUpstream(`localhost:${port}`, { tls: { ca: cert } }))).toHaveProperty('kind', 'ok');
    const named = openUpstream(target, { tls: { ca: cert, serverName: 'upstream.test' } });
    expect(await callOnce(named)).toHaveProperty('kind', 'ok');
    const wrong = openUpstream(target, { tls: { ca: cert, serverName: 'other.test' } });
    expect(summary(await callOnce(wrong))).toMatchObject({ code: 14, message: expect.stringMatching(/other\.test/) });
    const unknown = openUpstream(target, { tls: {} });
    expect(summary(await callOnce(unknown))).toMatchObject({ code: 14, message: expect.stringMatching(/self-signed/) });
  });

  it('shows its own certificate', async () => {
    const { address } = await startGrpcServer(echo, { credentials: ServerCredentials.createSsl(cert, pair, true) });
    const known = openUpstream(address, { tls: { ca: cert, cert, key } });
    expect(await callOnce(known)).toHaveProperty('kind', 'ok');
    expect(summary(await callOnce(openUpstream(address, { tls: { ca: cert } })))).toHaveProperty('code', 14);
  });

  it('says so where one side speaks it and the other does not', async () => {
    const secure = await startGrpcServer(echo, { credentials: ServerCredentials.createSsl(null, pair) });
    const plain = await startGrpcServer(echo);
    expect(summary(await callOnce(openUpstream(secure.address)))).toHaveProperty('code', 14);
    expect(summary(await callOnce(openUpstream(plain.address, { tls: { ca: cert } })))).toHaveProperty('code', 14);
  });
});
