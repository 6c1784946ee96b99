import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Configuration, upstreamSettings } from './configuration.ts';
import { renderConfigurationProblems } from './configuration-problem.ts';
import type { CheckedConfiguration } from './check-configuration.ts';
import { configurationFrom, parseConfiguration, readConfiguration } from './read-configuration.ts';

const file = '/etc/shop/tributary.yaml';

function accepted(checked: CheckedConfiguration): Configuration {
  if (checked.kind === 'failed') throw new Error(renderConfigurationProblems(checked.problems));
  return checked.configuration;
}

function refused(text: string, environment: Record<string, string> = {}): string[] {
  const checked = parseConfiguration(text, 'tributary.yaml', { environment });
  if (checked.kind === 'ok') throw new Error('accepted');
  return renderConfigurationProblems(checked.problems).split('\n');
}

describe('a configuration', () => {
  it('is read as it is written', () => {
    const configuration = accepted(
      parseConfiguration(
        `listen: 0.0.0.0:6000
http: "[::1]:6001"
proto: ../protos
upstreams:
  catalog.v1.CatalogService:
    address: dns:///catalog:50051
    timeout: 0.5s
    safe: [Get*, List*]
    idempotent: ["Put*"]
  "*": { address: "127.0.0.1:7000" }
cache: { memory: 1.5MiB, redis: { url: "rediss://user:word@cache:6379/2" } }
admin: 127.0.0.1:9465
drain: 250ms
`,
        file,
        { environment: {} },
      ),
    );
    expect(configuration).toMatchObject({
      origin: file,
      listen: { host: '0.0.0.0', port: 6000 },
      http: { host: '[::1]', port: 6001 },
      protos: { kind: 'folder', path: '/etc/protos' },
      admin: { host: '127.0.0.1', port: 9465 },
      cache: { memoryBytes: 1_572_864, redis: { url: 'rediss://user:word@cache:6379/2' } },
      drainMs: 250,
    });
    const catalog = upstreamSettings(configuration, 'catalog.v1.CatalogService');
    expect(catalog).toMatchObject({ address: 'dns:///catalog:50051', timeoutMs: 500 });
    expect(['GetMovie', 'ListMovies', 'PutMovie', 'get'].map((name) => catalog?.isSafe(name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(catalog?.isIdempotent('PutMovie')).toBe(true);
    expect(upstreamSettings(configuration, 'other.Service')?.isSafe('GetMovie')).toBe(false);
  });

  it('has the defaults that are documented', () => {
    expect(accepted(parseConfiguration('descriptors: build/a.binpb', file, { environment: {} }))).toMatchObject({
      listen: { host: '127.0.0.1', port: 50050 },
      http: { host: '127.0.0.1', port: 9464 },
      protos: { kind: 'descriptors', path: '/etc/shop/build/a.binpb' },
      upstreams: [],
      cache: { memoryBytes: 268_435_456 },
      drainMs: 10_000,
    });
    expect(accepted(parseConfiguration('{ proto: p, http: off }', file, { environment: {} })).http).toBeUndefined();
  });

  it('says where usage goes', () => {
    const read = (text: string) => accepted(parseConfiguration(`proto: p\n${text}`, file, { environment: {} }));
    expect(read('usage: { file: ../usage.json, every: 5s }\ntelemetry: { otlp: "http://otel:4318" }')).toMatchObject({
      usage: { file: '/etc/usage.json', everyMs: 5000 },
      telemetry: { otlp: 'http://otel:4318', everyMs: 60_000 },
    });
    expect(read('usage: { file: usage.json }').usage?.everyMs).toBe(60_000);
    expect(read('')).toMatchObject({ usage: undefined, telemetry: undefined });
    expect(refused('proto: p\nusage: { every: 0s }\ntelemetry: { otlp: "otel:4318" }')).toEqual([
      'tributary.yaml:2: usage.file: expected the path of a file that usage is added to, got nothing',
      'tributary.yaml:2: usage.every: expected a duration, as "60s", got "0s"',
      'tributary.yaml:3: telemetry.otlp: expected a URL, as "http://127.0.0.1:4318", got "otel:4318"',
    ]);
  });

  it('reads the environment, in values', () => {
    const text = 'listen: ${HOST:-127.0.0.1}:${PORT}\nproto: ${PROTO:-proto}\nhttp: ${HTTP:-off}\n';
    const environment = { PORT: '0', PROTO: '', HOST: 'localhost' };
    expect(accepted(parseConfiguration(text, file, { environment }))).toMatchObject({
      listen: { host: 'localhost', port: 0 },
      http: undefined,
      protos: { path: '/etc/shop/proto' },
    });
  });

  it('may be an object of the same shape', () => {
    const values = {
      listen: '127.0.0.1:${PORT:-0}',
      proto: '/protos',
      upstreams: { '*': { address: 'unix:/tmp/a.sock' } },
    } as const;
    const configuration = accepted(configurationFrom(values, 'CompositeModule.forRoot', { environment: {} }));
    expect(configuration).toMatchObject({ listen: { port: 0 }, http: { port: 9464 }, protos: { path: '/protos' } });
    const checked = configurationFrom({ proto: 'p', drain: 'soon' }, 'CompositeModule.forRoot');
    expect(checked.kind === 'failed' && renderConfigurationProblems(checked.problems)).toBe(
      'CompositeModule.forRoot: drain: expected a duration, as "10s", got "soon"',
    );
  });

  it('is read from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'configuration-'));
    try {
      const path = join(folder, 'tributary.yaml');
      expect(await readConfiguration(path)).toEqual({
        kind: 'failed',
        problems: [{ file: path, line: 0, column: 0, key: '', message: 'there is no such file' }],
      });
      await writeFile(path, 'proto: p');
      expect(accepted(await readConfiguration(path)).protos).toEqual({ kind: 'folder', path: join(folder, 'p') });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('tells all that is wrong with it, with places and advice', () => {
    expect(
      refused(`listne: 127.0.0.1:50050
listen: 50050
http: localhost
proto: proto
descriptors: build/a.binpb
upstreams:
  catalog.v1.CatalogService:
    adress: dns:///127.0.0.1:50051
    timeout: 500
    safe: Get*
  "catalog.*.X":
    address: a:1
  ratings.v1.RatingsService:
    address: a:1
    safe:
      - Get*
      - "Li st"
cache:
  memory: 256
  redis: { url: "cache://user:word@127.0.0.1:6379" }
admin: 9465
drain: 0s
`),
    ).toEqual([
      'tributary.yaml:1: listne: unknown key; did you mean listen?',
      'tributary.yaml:2: listen: expected HOST:PORT, as "127.0.0.1:50050", got 50050',
      'tributary.yaml:3: http: expected HOST:PORT, as "127.0.0.1:9464", or off, got "localhost"',
      'tributary.yaml:5: descriptors: both proto and descriptors are given; leave one of them out',
      'tributary.yaml:7: upstreams.catalog.v1.CatalogService: has no address; give one, as address: dns:///127.0.0.1:50051',
      'tributary.yaml:8: upstreams.catalog.v1.CatalogService.adress: unknown key; did you mean address?',
      'tributary.yaml:9: upstreams.catalog.v1.CatalogService.timeout: expected a duration, as "500ms", got 500',
      'tributary.yaml:10: upstreams.catalog.v1.CatalogService.safe: expected a list of patterns over method names, as [Get*, List*]',
      'tributary.yaml:11: upstreams.catalog.*.X: expected the full name of a service, or a pattern as "catalog.v1.*" or "*", got "catalog.*.X"',
      'tributary.yaml:17: upstreams.ratings.v1.RatingsService.safe[1]: expected a pattern over method names, as "Get*", got "Li st"',
      'tributary.yaml:19: cache.memory: expected a size, as "256MiB", got 256',
      'tributary.yaml:20: cache.redis.url: expected a URL, as "redis://127.0.0.1:6379", got something else',
      'tributary.yaml:21: admin: expected HOST:PORT, as "127.0.0.1:9465", or off, got 9465',
      'tributary.yaml:22: drain: expected a duration, as "10s", got "0s"',
    ]);
  });

  it.each([
    [
      '',
      [
        'tributary.yaml:1: names no contracts; give proto: (a folder of .proto files) or descriptors: (a descriptor set)',
      ],
    ],
    ['proto: p\ncache: [a]', ['tributary.yaml:2: cache: expected a mapping with the keys memory, redis']],
    [
      'proto: p\nupstreams:\n  a.B:\n',
      [
        'tributary.yaml:3: upstreams.a.B: expected a mapping with the keys address, timeout, safe, idempotent, tls, keepalive, connect, max_reply, max_concurrent, retry_budget, breaker, outliers',
      ],
    ],
    [
      'proto: p\nbananas: 1',
      [
        'tributary.yaml:2: bananas: unknown key; the keys here are listen, http, admin, proto, descriptors, upstreams, cache, tls, limits, usage, telemetry, drain',
      ],
    ],
    [
      '- a',
      [
        'tributary.yaml:1: expected a mapping with the keys listen, http, admin, proto or descriptors, upstreams, cache, tls, limits, usage, telemetry, drain',
      ],
    ],
    [
      'proto: ${PROTO}',
      ['tributary.yaml:1: proto: the environment has no PROTO; set it, or give a default as ${PROTO:-default}'],
    ],
    ['\nproto: ${PROTO', ['tributary.yaml:2: proto: cannot read ${PROTO; write ${NAME} or ${NAME:-default}']],
    ['proto: p\nlisten: ${a b}:1', ['tributary.yaml:2: listen: cannot read ${a b}; write ${NAME} or ${NAME:-default}']],
    ['proto: p\nproto: q', ['tributary.yaml:2: is not YAML: Map keys must be unique']],
    ['proto: "', ['tributary.yaml:1: is not YAML: Missing closing "quote']],
  ])('is refused where it is %j', (text, problems) => {
    expect(refused(text)).toEqual(problems);
  });

  it('lets addresses come from elsewhere where that is said', () => {
    const text = 'proto: p\nupstreams: { a.B: { timeout: 1s } }';
    expect(accepted(parseConfiguration(text, file, { addresses: 'elsewhere' })).upstreams).toHaveLength(1);
  });

  it('can point at a key later on', () => {
    const configuration = accepted(parseConfiguration('proto: p\nupstreams:\n  a.B: { address: x }\n', file));
    expect(configuration.problemAt(['upstreams'], 'lacks c.D')).toMatchObject({ file, line: 3, key: 'upstreams' });
    expect(configuration.problemAt(['drain'], 'x')).toMatchObject({ line: 1 });
  });
});
