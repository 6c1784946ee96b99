import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { GetUsageResponseSchema, UsageService } from '../generated/tributary/admin/v1/usage_pb.ts';
import { type RunningComposite, startComposite } from './start-composite.ts';

const proto = `syntax = "proto3";
package echo.v1;
import "google/protobuf/field_mask.proto";
import "tributary/v1/compose.proto";
service EchoService {
  rpc Echo(Request) returns (Reply) { option (tributary.v1.composite) = {}; }
}
message Request { string id = 1; google.protobuf.FieldMask read_mask = 2; }
message Reply {
  string id = 1 [(tributary.v1.from).value = "request.id"];
  Twice twice = 2 [(tributary.v1.from).value = "echo.v1.Twice{long_id: request.id + request.id}"];
}
message Twice { string long_id = 1; }
`;

const same = (bytes: Buffer): Buffer => bytes;

describe('what a composite counts of its callers', () => {
  let folder: string;
  let collector: Server;
  let sent: string[];
  let composite: RunningComposite;
  let client: Client;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'composite-usage-'));
    await writeFile(join(folder, 'echo.proto'), proto);
    sent = [];
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        sent.push(`${request.url ?? ''} ${Buffer.concat(chunks).toString()}`);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    composite = await startComposite(
      {
        listen: '127.0.0.1:0',
        http: '127.0.0.1:0',
        admin: '127.0.0.1:0',
        proto: folder,
        usage: { file: join(folder, 'usage.json'), every: '1h' },
        telemetry: { otlp: `http://127.0.0.1:${String(port)}/`, every: '1h' },
        drain: '1s',
      },
      { log: pino({ level: 'silent' }) },
    );
    client = new Client(composite.grpcAddress, credentials.createInsecure());
  });

  afterEach(async () => {
    client.close();
    await composite.close();
    await new Promise((resolve) => collector.close(resolve));
    await rm(folder, { recursive: true });
  });

  /** Resolves with the status code. */
  function call(
    to: Client,
    path: string,
    metadata: Record<string, string> = {},
    request = '',
  ): Promise<Buffer | number> {
    const own = new Metadata();
    for (const [key, value] of Object.entries(metadata)) own.set(key, value);
    return new Promise((resolve) => {
      to.makeUnaryRequest(path, same, same, Buffer.from(request, 'latin1'), own, (error, reply) => {
        resolve(error?.code ?? reply ?? Buffer.alloc(0));
      });
    });
  }

  const echo = (caller: string, fields = '', request = ''): Promise<Buffer | number> =>
    call(client, '/echo.v1.EchoService/Echo', { 'tributary-client': caller, 'tributary-fields': fields }, request);

  async function askSome(): Promise<void> {
    await echo('web', 'id');
    await echo('web', 'twice.longId, id');
    await echo('web', 'id,*');
    await echo('batch');
    // As FieldMask { paths: "twice" } in `read_mask`.
    await echo('batch', '', '\x12\x07\x0a\x05twice');
    // What is refused was not asked for.
    expect(await echo('web', 'nothing')).toBe(3);
    expect(await echo('web', '', '\x0a\x05')).toBe(3);
  }

  const method = 'echo.v1.EchoService/Echo';
  const records = [
    { caller: 'web', method, whole: 1, fields: { id: 2, 'twice.long_id': 1 } },
    { caller: 'batch', method, whole: 1, fields: { twice: 1 } },
  ];

  it('is told by the administration and by /metrics', async () => {
    await askSome();
    const admin = new Client(composite.adminAddress ?? '', credentials.createInsecure());
    const told = await call(admin, `/${UsageService.typeName}/GetUsage`);
    admin.close();
    if (typeof told === 'number') throw new Error(String(told));
    const usage = fromBinary(GetUsageResponseSchema, told);
    expect(
      usage.records.map(({ whole, fields, caller, method: name }) => ({
        caller,
        method: name,
        whole: Number(whole),
        fields: Object.fromEntries(Object.entries(fields).map(([path, count]) => [path, Number(count)])),
      })),
    ).toEqual(records);
    expect(usage.until?.seconds).toBeGreaterThanOrEqual(usage.since?.seconds ?? Infinity);
    const page = await (await fetch(`http://${composite.httpAddress ?? ''}/metrics`)).text();
    const lines = page.split('\n').filter((line) => line.startsWith('tributary_fields_asked_total{'));
    expect(lines).toEqual([
      `tributary_fields_asked_total{caller="web",method="${method}",field="*"} 1`,
      `tributary_fields_asked_total{caller="web",method="${method}",field="id"} 2`,
      `tributary_fields_asked_total{caller="web",method="${method}",field="twice.long_id"} 1`,
      `tributary_fields_asked_total{caller="batch",method="${method}",field="*"} 1`,
      `tributary_fields_asked_total{caller="batch",method="${method}",field="twice"} 1`,
    ]);
  });

  it('is in the file and with OpenTelemetry when it stops', async () => {
    await askSome();
    await composite.close();
    expect(JSON.parse(await readFile(join(folder, 'usage.json'), 'utf8'))).toMatchObject({ records });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^\/v1\/metrics \{/);
    expect(sent[0]).toContain('"tributary.fields.asked"');
    expect(sent[0]).toContain('{"key":"field","value":{"stringValue":"twice.long_id"}}');
    expect(sent[0]).toContain('{"key":"service.name","value":{"stringValue":"tributary"}}');
  });

  it('waits for no collector that is away', async () => {
    collector.closeAllConnections();
    await new Promise((resolve) => collector.close(resolve));
    await echo('web');
    await composite.close();
    expect(JSON.parse(await readFile(join(folder, 'usage.json'), 'utf8'))).toMatchObject({ records: [{ whole: 1 }] });
  });
});
