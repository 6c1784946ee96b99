import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  connect,
  constants,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { type RunningComposite, startComposite } from '../composite/start-composite.ts';
import { ErrorInfoSchema } from '../generated/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';

const proto = `syntax = "proto3";
package gate.v1;
import "tributary/v1/compose.proto";
service GateService {
  rpc Pass(PassRequest) returns (PassResponse) { option (tributary.v1.composite) = {}; }
  rpc Wait(PassRequest) returns (WaitResponse) { option (tributary.v1.composite) = {}; }
}
service SilentService { rpc Say(PassRequest) returns (PassResponse); }
message WaitResponse {
  PassResponse said = 1 [(tributary.v1.from) = { call: "gate.v1.SilentService/Say" args: "text = request.text" }];
}
message PassRequest { string text = 1; }
message PassResponse { string text = 1 [(tributary.v1.from).value = "request.text"]; }
`;
const path = '/gate.v1.GateService/Pass';
const empty = Buffer.alloc(5);

let folder: string;
let composite: RunningComposite;
let session: ClientHttp2Session;
/** An upstream that takes connections and says nothing. */
let silent: Server;

async function serve(limits: object) {
  composite = await startComposite(
    {
      listen: '127.0.0.1:0',
      http: '127.0.0.1:0',
      proto: folder,
      upstreams: { '*': { address: `ipv4:127.0.0.1:${String((silent.address() as AddressInfo).port)}` } },
      limits,
      drain: '1s',
    },
    { log: pino({ level: 'silent' }) },
  );
  session = connect(`http://${composite.grpcAddress}`);
  session.on('error', () => undefined);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stream-gate-'));
  await writeFile(join(folder, 'gate.proto'), proto);
  silent = createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  session.destroy();
  await composite.close();
  await new Promise((resolve) => silent.close(resolve));
  await rm(folder, { recursive: true });
});

function open(headers: OutgoingHttpHeaders = {}) {
  const grpc = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
  const stream = session.request({ ...grpc, ...headers });
  stream.on('error', () => undefined);
  stream.resume();
  const ended = new Promise<{
    code: number;
    reason: string;
    headers: IncomingHttpHeaders;
    rstCode: number | undefined;
  }>((resolve) => {
    let all: IncomingHttpHeaders = {};
    const read = (got: IncomingHttpHeaders) => (all = { ...all, ...got });
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('close', () =>
      resolve({ code: Number(all['grpc-status']), reason: reasonOf(all), headers: all, rstCode: stream.rstCode }),
    );
  });
  return { stream, ended };
}

function call(body: Buffer, headers?: OutgoingHttpHeaders) {
  const { stream, ended } = open(headers);
  stream.end(body);
  return ended;
}

function reasonOf(headers: IncomingHttpHeaders): string {
  const details = headers['grpc-status-details-bin'];
  if (typeof details !== 'string') return '';
  const [info] = fromBinary(StatusSchema, Buffer.from(details, 'base64')).details;
  return (info && anyUnpack(info, ErrorInfoSchema)?.reason) ?? '';
}

async function metric(name: string): Promise<string | undefined> {
  const text = await (await fetch(`http://${composite.httpAddress ?? ''}/metrics`)).text();
  return new RegExp(`^${name.replaceAll(/[{}"]/g, '\\$&')} (\\S+)`, 'm').exec(text)?.[1];
}

describe('a server that takes on no more than it can', () => {
  it('refuses what there is no room for, says when to come back, and does not count who does not send', async () => {
    await serve({ requests: 1, queue: '1ms', late: '1h' });
    const slow = open();
    slow.stream.write(empty.subarray(0, 2));
    await new Promise((resolve) => slow.stream.once('ready', resolve));
    expect((await call(empty)).code).toBe(0);
    const asked = new Promise((resolve) => silent.once('connection', resolve));
    const waiting = open({ ':path': '/gate.v1.GateService/Wait' });
    waiting.stream.end(empty);
    await asked;
    const refused = await call(empty);
    expect([refused.code, refused.reason]).toEqual([14, 'OVERLOADED']);
    expect(Number(refused.headers['grpc-retry-pushback-ms'])).toBeGreaterThan(0);
    waiting.stream.close(constants.NGHTTP2_CANCEL);
    await waiting.ended;
    let later = refused;
    while (later.code === 14) later = await call(empty);
    expect(later.code).toBe(0);
    slow.stream.end(empty.subarray(2));
    expect((await slow.ended).code).toBe(0);
    expect(Number(await metric('tributary_server_refused_total{reason="OVERLOADED"}'))).toBeGreaterThan(0);
    expect(await metric('tributary_server_requests_in_flight')).toBe('0');
    expect(await metric('tributary_server_connections')).toBe('1');
  });

  it('lets those wait that soon have their turn, and the health service at once', async () => {
    await serve({ requests: 1, queue: '10s', late: '1h' });
    const codes = await Promise.all([
      call(empty),
      call(empty),
      call(empty, { ':path': '/grpc.health.v1.Health/Check' }),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  it('ends requests that do not arrive in time', async () => {
    await serve({ request_time: '200ms' });
    const slow = open();
    slow.stream.write(empty.subarray(0, 4));
    const { code, reason } = await slow.ended;
    expect([code, reason]).toEqual([4, 'REQUEST_TOO_SLOW']);
  });

  it.each([
    ['too much metadata', empty, { 'x-large': 'x'.repeat(2000) }, 8, 'METADATA_TOO_LARGE'],
    ['a message that is too large', Buffer.from([0, 0, 0, 8, 0]), {}, 8, 'REQUEST_TOO_LARGE'],
    ['a malformed timeout', empty, { 'grpc-timeout': '1 S' }, 3, 'INVALID_REQUEST'],
    ['a malformed frame', Buffer.from([7, 0, 0, 0, 0]), {}, 3, 'INVALID_REQUEST'],
    ['what is no gzip', Buffer.from([1, 0, 0, 0, 1, 0]), { 'grpc-encoding': 'gzip' }, 3, 'INVALID_REQUEST'],
    ['two messages', Buffer.alloc(10), {}, 12, 'INVALID_REQUEST'],
  ])('refuses %s', async (_name, body, headers, code, reason) => {
    await serve({ metadata_size: '1KiB', request_size: '1KiB' });
    const answer = await call(body, headers);
    expect([answer.code, answer.reason]).toEqual([code, reason]);
    expect(await metric('tributary_server_requests_in_flight')).toBe('0');
  });

  it('takes a timeout of years for none', async () => {
    await serve({});
    expect((await call(empty, { 'grpc-timeout': '99999999H' })).code).toBe(0);
  });
});

describe('a connection', () => {
  it('is told to end when it is old, and loses no call by that', async () => {
    await serve({ connection_age: '100ms' });
    const told = { toEnd: false };
    session.on('goaway', () => (told.toEnd = true));
    while (!told.toEnd) {
      const { code, rstCode } = await call(empty);
      // One that comes too late is refused, by Node's client itself, so that it can be made elsewhere.
      if (rstCode !== constants.NGHTTP2_REFUSED_STREAM) expect(code).toBe(0);
    }
    await new Promise((resolve) => session.once('close', resolve));
  });

  it('is cut where it sends PING frames without end', async () => {
    await serve({});
    await call(empty);
    const cut = new Promise((resolve) => session.once('close', resolve));
    const flood = setInterval(() => {
      for (let sent = 0; sent < 50 && !session.destroyed; sent++) session.ping(() => undefined);
    }, 1);
    await cut;
    clearInterval(flood);
  });
});
