import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { ConfigurationInput } from '@tributary/configuration';
import { type RunningComposite, startComposite } from '../composite/start-composite.ts';

const proto = `syntax = "proto3";
package tls.v1;
import "tributary/v1/compose.proto";
service GreetingService {
  rpc Greet(GreetRequest) returns (Greeting) { option (tributary.v1.composite) = {}; }
}
message GreetRequest {}
message Greeting { string text = 1 [(tributary.v1.from).value = "'hello'"]; }
`;

let folder: string;
let composite: RunningComposite | undefined;
const clients: Client[] = [];

const at = (name: string) => join(folder, name);

const kept = fileURLToPath(new URL('../../test/certificates', import.meta.url));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'listener-tls-'));
  writeFileSync(at('greeting.proto'), proto);
  cpSync(kept, folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await composite?.close();
  composite = undefined;
});

async function serve(tls: NonNullable<ConfigurationInput['tls']>): Promise<RunningComposite> {
  composite = await startComposite(
    { listen: '127.0.0.1:0', http: 'off', proto: folder, tls, drain: '1s' },
    { log: pino({ level: 'silent' }) },
  );
  return composite;
}

function greet(own?: string): Promise<string> {
  const [key, cert] =
    own === undefined ? [null, null] : [readFileSync(at(`${own}.key`)), readFileSync(at(`${own}.pem`))];
  const channel = credentials.createSsl(readFileSync(at('ca.pem')), key, cert);
  const client = new Client(composite?.grpcAddress ?? '', channel, { 'grpc.use_local_subchannel_pool': 1 });
  clients.push(client);
  const same = (bytes: Buffer) => bytes;
  return new Promise((resolve) => {
    const deadline = Date.now() + 30_000;
    client.makeUnaryRequest(
      '/tls.v1.GreetingService/Greet',
      same,
      same,
      Buffer.alloc(0),
      { deadline },
      (error: ServiceError | null, reply) => resolve(error === null ? String(reply?.subarray(2)) : status[error.code]),
    );
  });
}

/** The name in the certificate that a new connection is shown. */
async function shown(): Promise<string> {
  const port = Number(composite?.grpcAddress.split(':')[1]);
  const socket = await new Promise<TLSSocket>((resolve) => {
    const made = connect({ port, host: '127.0.0.1', ca: readFileSync(at('ca.pem')), ALPNProtocols: ['h2'] }, () =>
      resolve(made),
    );
  });
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return String(CN);
}

const present = (name: string) => {
  for (const kind of ['pem', 'key']) {
    writeFileSync(at(`new.${kind}`), readFileSync(at(`${name}.${kind}`)));
    renameSync(at(`new.${kind}`), at(`server.${kind}`));
  }
};

describe('TLS of a composite', () => {
  it('shows the certificate that is in the file when a connection is made', async () => {
    present('first');
    await serve({ cert: at('server.pem'), key: at('server.key') });
    expect([await greet(), await shown()]).toEqual(['hello', 'first']);
    present('second');
    expect([await greet(), await shown()]).toEqual(['hello', 'second']);
  });

  it('goes on with the old one while the new one cannot be used', async () => {
    present('first');
    await serve({ cert: at('server.pem'), key: at('server.key') });
    writeFileSync(at('server.pem'), readFileSync(at('second.pem')));
    expect([await greet(), await shown()]).toEqual(['hello', 'first']);
    present('second');
    expect(await shown()).toBe('second');
  });

  it('asks callers for a certificate of theirs where it is to', async () => {
    present('first');
    await serve({ cert: at('server.pem'), key: at('server.key'), client_ca: at('ca.pem') });
    expect([await greet('caller'), await greet('caller')]).toEqual(['hello', 'hello']);
    expect(await greet()).toBe('UNAVAILABLE');
    // Who says nothing of itself is known by its certificate.
    const [asked, ...others] = composite?.runtime.parts.usage.records() ?? [];
    expect([asked?.caller, asked?.whole, others]).toEqual(['caller', 2, []]);
  });

  it('does not start with files that are not there, and says which', async () => {
    await expect(serve({ cert: at('none.pem'), key: at('server.key') })).rejects.toThrow(
      /tls\.cert.*none\.pem: there is no such file/,
    );
  });
});
