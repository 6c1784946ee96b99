import { spawn } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tellFigure } from './form.ts';
import { RawCaller } from './hostile/raw-caller.ts';
import { startTestingComposite, type TestingComposite } from './interop/testing-composite.ts';
import { framed } from './upstreams/part-server.ts';

// The cases by their names in https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md
let composite: TestingComposite;
let client: Client;
beforeAll(async () => {
  composite = await startTestingComposite();
  client = new Client(composite.address, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await composite.stop();
});

const same = (bytes: Buffer) => bytes;
const service = '/grpc.testing.TestService';

function call(path: string, request: Uint8Array): Promise<{ code: status; details: string; reply: Buffer }> {
  return new Promise((resolve) => {
    const body = Buffer.from(request);
    client.makeUnaryRequest(path, same, same, body, new Metadata(), (error: ServiceError | null, reply) => {
      resolve({ code: error?.code ?? status.OK, details: error?.details ?? '', reply: reply ?? Buffer.alloc(0) });
    });
  });
}

/** A SimpleRequest. */
function simple(responseSize: number, bodySize: number, echo?: { code: number; message: string }): Uint8Array {
  const payload = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(new Uint8Array(bodySize)).finish();
  const writer = new BinaryWriter()
    .tag(2, WireType.Varint)
    .int32(responseSize)
    .tag(3, WireType.LengthDelimited)
    .bytes(payload);
  if (echo === undefined) return writer.finish();
  const { code, message } = echo;
  return writer
    .tag(7, WireType.LengthDelimited)
    .bytes(
      new BinaryWriter().tag(1, WireType.Varint).int32(code).tag(2, WireType.LengthDelimited).string(message).finish(),
    )
    .finish();
}

describe('interoperation, with grpc-js', () => {
  it('empty_unary', async () => {
    expect(await call(`${service}/EmptyCall`, Buffer.alloc(0))).toMatchObject({
      code: status.OK,
      reply: Buffer.alloc(0),
    });
  });

  it('large_unary', async () => {
    const { code, reply } = await call(`${service}/UnaryCall`, simple(314_159, 271_828));
    expect(code).toBe(status.OK);
    expect(reply.length).toBeGreaterThan(314_159);
    expect(reply.length).toBeLessThan(314_159 + 20);
  });

  it('client_compressed_unary, without the probe', async () => {
    const raw = await RawCaller.to(composite.address);
    const body = framed(gzipSync(simple(314_159, 271_828)), 1);
    expect(await raw.send(`${service}/UnaryCall`, body, { 'grpc-encoding': 'gzip' })).toBe('OK');
    raw.close();
  });

  it('status_code_and_message, the unary half', async () => {
    const echo = { code: 2, message: 'test status message' };
    expect(await call(`${service}/UnaryCall`, simple(1, 1, echo))).toMatchObject({ code: 2, details: echo.message });
  });

  it('special_status_message', async () => {
    const echo = { code: 2, message: '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n' };
    expect(await call(`${service}/UnaryCall`, simple(1, 1, echo))).toMatchObject({ code: 2, details: echo.message });
  });

  it('unimplemented_method and unimplemented_service', async () => {
    const paths = [`${service}/UnimplementedCall`, '/grpc.testing.UnimplementedService/UnimplementedCall'];
    for (const path of paths) expect((await call(path, Buffer.alloc(0))).code).toBe(status.UNIMPLEMENTED);
  });
});

const goClient = process.env['GRPC_GO_INTEROP_CLIENT'];
const goCases = [
  'empty_unary',
  'large_unary',
  'special_status_message',
  'unimplemented_method',
  'unimplemented_service',
];

(goClient === undefined ? describe.skip : describe)('interoperation, with the interop client of grpc-go', () => {
  it.each([...goCases, 'rpc_soak'])('%s', async (name) => {
    const [host = '', port = ''] = composite.address.split(':');
    const args = [`--server_host=${host}`, `--server_port=${port}`, `--test_case=${name}`];
    const soak = ['--soak_iterations=200', '--soak_overall_timeout_seconds=30'];
    const go = spawn(goClient ?? '', [...args, ...(name === 'rpc_soak' ? soak : [])], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    go.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const exit = await new Promise((resolve) => go.once('exit', resolve));
    tellFigure('interoperation, grpc-go', `${name}: exit status ${String(exit)}`);
    expect([exit, exit === 0 ? '' : said]).toEqual([0, '']);
  });
});
