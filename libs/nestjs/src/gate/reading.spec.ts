import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  type ClientHttp2Session,
  connect,
  createSecureServer,
  createServer,
  type Http2Server,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Reading } from './reading.ts';

const certificate = (name: string) => readFileSync(new URL(`../../test/certificates/${name}`, import.meta.url));

let server: Http2Server;
const sessions: ClientHttp2Session[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) session.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function serve(scheme: 'http' | 'https') {
  server =
    scheme === 'http'
      ? createServer()
      : createSecureServer({ key: certificate('first.key'), cert: certificate('first.pem') });
  server.on('stream', (stream) => stream.respond({ ':status': 200 }, { endStream: true }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return async () => {
    const accepted = once(server, 'session');
    const address = `${scheme}://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const session = connect(address, { rejectUnauthorized: false });
    sessions.push(session);
    await once(session, 'remoteSettings');
    const [atServer] = (await accepted) as [ServerHttp2Session];
    return { session, reading: new Reading(atServer) };
  };
}

async function call(session: ClientHttp2Session): Promise<void> {
  const stream = session.request({ ':path': '/' });
  stream.resume();
  await once(stream, 'close');
}

describe.each(['http', 'https'] as const)('reading over %s', (scheme) => {
  it('is put off for one connection until it is released as often as held, and goes on for others', async () => {
    const caller = await serve(scheme);
    const held = await caller();
    const other = await caller();
    await call(held.session);
    held.reading.hold();
    held.reading.hold();
    const state = { isAnswered: false };
    const answered = call(held.session).then(() => (state.isAnswered = true));
    for (let nth = 0; nth < 10; nth++) await call(other.session);
    held.reading.release();
    for (let nth = 0; nth < 10; nth++) await call(other.session);
    expect(state.isAnswered).toBe(false);
    held.reading.release();
    await answered;
  });
});
