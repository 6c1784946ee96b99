import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { create, createFileRegistry, type DescMethod } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import { parseConfiguration } from '@tributary/configuration';
import { UpstreamPool } from './upstream-pool.ts';

describe('UpstreamPool', () => {
  const file = create(FileDescriptorProtoSchema, {
    name: 'a.proto',
    package: 'a.v1',
    syntax: 'proto3',
    messageType: [{ name: 'M' }],
    service: ['One', 'Two', 'Three'].map((name) => ({
      name,
      method: [{ name: 'Get', inputType: '.a.v1.M', outputType: '.a.v1.M' }],
    })),
  });
  const registry = createFileRegistry(file, () => undefined);
  const [one, two, three] = ['One', 'Two', 'Three'].map((name): DescMethod => {
    const method = registry.getService(`a.v1.${name}`)?.methods[0];
    if (method === undefined) throw new Error(name);
    return method;
  });
  if (one === undefined || two === undefined || three === undefined) throw new Error('unreachable');

  function poolOf(
    text: string,
    address?: (serviceName: string) => string | undefined,
    onCertificates?: (target: string, problem: string | undefined) => void,
  ) {
    const read = parseConfiguration(text, 'tributary.yaml', { environment: {} });
    if (read.kind === 'failed') throw new Error(JSON.stringify(read.problems));
    return UpstreamPool.of(
      [one, two, three].flatMap((method) => method ?? []),
      read.configuration,
      {
        now: () => Date.now(),
        random: () => 0,
        address,
        onCertificates,
      },
    );
  }

  function made(pooled: ReturnType<typeof poolOf>): UpstreamPool {
    if (pooled.kind === 'failed') throw new Error(JSON.stringify(pooled.problems));
    return pooled.pool;
  }

  it('has one upstream for each target', async () => {
    const pool = made(
      poolOf(`proto: p
upstreams:
  a.v1.One: { address: "127.0.0.1:1", timeout: 1s }
  "*": { address: "127.0.0.1:2" }
`),
    );
    expect(pool.states()).toEqual({ '127.0.0.1:1': 'idle', '127.0.0.1:2': 'idle' });
    expect(pool.upstreamOf(two).upstream).toBe(pool.upstreamOf(three).upstream);
    expect(pool.upstreamOf(one).upstream).not.toBe(pool.upstreamOf(two).upstream);
    expect([one, two].map((method) => pool.upstreamOf(method).timeoutMs)).toEqual([1000, undefined]);
    await pool.close();
  });

  it('takes addresses from elsewhere, before the configured ones', async () => {
    const elsewhere = (name: string) => (name === 'a.v1.Two' ? undefined : '127.0.0.1:3');
    const pool = made(
      poolOf('{ proto: p, upstreams: { a.v1.Two: { address: "127.0.0.1:2", timeout: 2s } } }', elsewhere),
    );
    expect(Object.keys(pool.states()).sort()).toEqual(['127.0.0.1:2', '127.0.0.1:3']);
    expect(pool.upstreamOf(two).timeoutMs).toBe(2000);
    await pool.close();
  });

  it('names every service that nothing configures, and the line', () => {
    const pooled = poolOf('proto: p\nupstreams:\n  a.v1.Two: { address: "127.0.0.1:2" }\n');
    expect(pooled).toEqual({
      kind: 'failed',
      problems: ['One', 'Three'].map((name) => ({
        file: 'tributary.yaml',
        line: 3,
        column: 3,
        key: 'upstreams',
        message: `a composition calls a.v1.${name}, which no entry is for; add one with its address`,
      })),
    });
  });

  it('shares connections and a budget of retries between entries of the same settings, and a gate between no methods', async () => {
    const pool = made(
      poolOf(`proto: p
upstreams:
  a.v1.One: { address: "127.0.0.1:1", timeout: 1s, max_concurrent: 1 }
  a.v1.Two: { address: "127.0.0.1:1" }
  a.v1.Three: { address: "127.0.0.1:1", keepalive: { time: 5s } }
`),
    );
    const [first, second, other] = [one, two, three].map((method) => pool.upstreamOf(method));
    expect(first?.upstream).toBe(second?.upstream);
    expect(first?.retryBudget).toBe(second?.retryBudget);
    expect(other?.upstream).not.toBe(first?.upstream);
    expect(first?.gate).not.toBe(second?.gate);
    expect(pool.upstreamOf(one).gate).toBe(first?.gate);
    expect(Object.keys(pool.states())).toEqual(['127.0.0.1:1', '127.0.0.1:1 #2']);
    first?.gate.enter(0, false);
    expect(pool.figures()).toEqual({
      targets: ['127.0.0.1:1', '127.0.0.1:1 #2'].map((target) => ({
        target,
        state: 'idle',
        addresses: 1,
        connected: 0,
        ejected: 0,
        ejections: 0,
      })),
      methods: ['One', 'Two', 'Three'].map((name) => ({
        call: `a.v1.${name}/Get`,
        running: name === 'One' ? 1 : 0,
        breaker: 'closed',
        opened: 0,
        refused: { breaker: 0, limit: 0, optional: 0 },
      })),
    });
    await pool.close();
  });

  it('speaks mutual TLS with certificates from files, those of now', async () => {
    const file = (name: string) =>
      fileURLToPath(new URL(`../../../upstream/test/certificates/${name}.pem`, import.meta.url));
    const [cert, key] = await Promise.all([readFile(file('certificate')), readFile(file('key'))]);
    const server = new Server();
    const credentials = ServerCredentials.createSsl(cert, [{ private_key: key, cert_chain: cert }], true);
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
    });
    const folder = await mkdtemp(join(tmpdir(), 'upstream-pool-'));
    // A root that has not signed the server's certificate.
    await writeFile(join(folder, 'ca.pem'), rootCertificates[0] ?? '');
    const changes: (string | undefined)[] = [];
    const pool = made(
      poolOf(
        `proto: p
upstreams:
  "*":
    address: "127.0.0.1:${port}"
    tls: { ca: "${folder}/ca.pem", cert: "${file('certificate')}", key: "${file('key')}", server_name: upstream.test }
`,
        undefined,
        (_target, problem) => changes.push(problem),
      ),
    );
    await expect(pool.connect(200)).rejects.toThrow(/self-signed/);
    await copyFile(file('certificate'), join(folder, 'ca.pem'));
    await pool.connect(10_000);
    expect(changes).toEqual([undefined]);
    await pool.close();
    server.forceShutdown();
    await rm(folder, { recursive: true });
  });

  it('says where certificates cannot be used', () => {
    const pooled = poolOf('proto: p\nupstreams:\n  "*":\n    address: a:1\n    tls: { ca: /nowhere/ca.pem }\n');
    expect(pooled).toMatchObject({
      kind: 'failed',
      problems: [{ line: 5, key: 'upstreams.*.tls.ca', message: '/nowhere/ca.pem: there is no such file' }],
    });
  });

  it('says what it cannot reach', async () => {
    const pool = made(poolOf('{ proto: p, upstreams: { "*": { address: "unix:/nowhere/socket" } } }'));
    await expect(pool.connect(50)).rejects.toThrow(/nowhere/);
    await pool.close();
  });
});
