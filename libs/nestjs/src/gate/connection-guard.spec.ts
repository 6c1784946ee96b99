import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type Http2Server,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultServerLimits } from '@tributary/configuration';
import { ConnectionGuard } from './connection-guard.ts';

let server: Http2Server;
let sessions: (ClientHttp2Session | ServerHttp2Session)[];

beforeEach(async () => {
  sessions = [];
  server = createServer({ settings: { maxConcurrentStreams: defaultServerLimits.streamsPerConnection } });
  new ConnectionGuard(defaultServerLimits).watch(server);
  server.on('session', (session) => sessions.push(session));
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.on('end', () => {
      if (!stream.closed) stream.respond({ 'grpc-status': '0' }, { endStream: true });
    });
    stream.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const session of sessions) session.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function caller(): Promise<ClientHttp2Session> {
  const session = connect(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  session.on('error', () => undefined);
  sessions.push(session);
  await once(session, 'remoteSettings');
  return session;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Begins a call whose body does not follow. */
function begin(session: ClientHttp2Session) {
  const stream = session.request({ ':method': 'POST', ':path': '/' }, { endStream: false });
  stream.on('error', () => undefined);
  stream.resume();
  const status = new Promise<unknown>((resolve) => {
    stream.on('response', (headers) => resolve(headers['grpc-status']));
    stream.on('close', () => resolve(stream.rstCode));
  });
  return { stream, status };
}

function call(session: ClientHttp2Session): Promise<unknown> {
  const { stream, status } = begin(session);
  stream.end();
  return status;
}

/** Begins calls, and leaves them in the next turn. */
async function leave(session: ClientHttp2Session, calls: number): Promise<void> {
  if (session.destroyed) return;
  const begun = Array.from({ length: calls }, () => begin(session));
  await turn();
  for (const { stream } of begun) stream.close(constants.NGHTTP2_CANCEL);
  await Promise.all(begun.map(({ status }) => status));
}

/** Resolves with the code that a connection is told to end with. */
async function ended(session: ClientHttp2Session): Promise<unknown> {
  return (await once(session, 'goaway'))[0];
}

describe('a connection', () => {
  it('may make many calls at once, more than it may have open', async () => {
    const session = await caller();
    const codes = await Promise.all(Array.from({ length: 1000 }, () => call(session)));
    expect(new Set(codes)).toEqual(new Set(['0']));
  });

  it('may leave all its calls at once, and nearly as many as it gets answered', async () => {
    const session = await caller();
    await leave(session, 90);
    for (let round = 0; round < 10; round++) {
      const codes = await Promise.all(Array.from({ length: 50 }, () => call(session)));
      expect(new Set(codes)).toEqual(new Set(['0']));
      await leave(session, 40);
    }
    expect(await call(session)).toBe('0');
  });

  it('is turned away where it leaves calls without end, and others are not', async () => {
    const other = await caller();
    expect(await call(other)).toBe('0');
    const session = await caller();
    const told = ended(session);
    const state = { isTold: false };
    void told.then(() => (state.isTold = true));
    while (!state.isTold) await leave(session, 20);
    // nghttp2 would have said INTERNAL_ERROR. On a machine that is late calls do not count as left at once.
    expect([constants.NGHTTP2_ENHANCE_YOUR_CALM, constants.NGHTTP2_NO_ERROR]).toContain(await told);
    expect(await call(other)).toBe('0');
  });

  it('is told to go on elsewhere, and loses no call, before nghttp2 ends it for what its caller leaves', async () => {
    const session = await caller();
    const told = ended(session);
    const state = { isTold: false };
    void told.then(() => (state.isTold = true));
    while (!state.isTold) {
      const answers = Array.from({ length: 20 }, () => call(session));
      await leave(session, 20);
      const codes = await Promise.all(answers);
      // One that comes too late is refused, by Node's client itself, so that it can be made elsewhere.
      expect(codes.filter((code) => code !== '0' && code !== constants.NGHTTP2_REFUSED_STREAM)).toEqual([]);
    }
    expect(await told).toBe(constants.NGHTTP2_NO_ERROR);
  });

  it('has its turn among many that open all they may and send no more', async () => {
    const others = await Promise.all(Array.from({ length: 40 }, caller));
    const session = await caller();
    const begun = others.flatMap((other) => Array.from({ length: 50 }, () => begin(other)));
    expect(await call(session)).toBe('0');
    for (const { stream } of begun) stream.end();
    const codes = await Promise.all(begun.map(({ status }) => status));
    expect(new Set(codes)).toEqual(new Set(['0']));
  });
});
