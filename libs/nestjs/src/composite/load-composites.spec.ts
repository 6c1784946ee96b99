import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompositeStartError } from './composite-start-error.ts';
import { configurationOf, loadComposites } from './load-composites.ts';

const contract = (from: string) => `syntax = "proto3";
package shop.v1;
import "tributary/v1/compose.proto";
service ShopService {
  rpc GetPage(GetPageRequest) returns (GetPageResponse) {
    option (tributary.v1.composite) = {};
  }
}
service ItemService {
  rpc FetchItem(FetchItemRequest) returns (Item);
}
message GetPageRequest { string id = 1; }
message FetchItemRequest { string id = 1; }
message Item { string id = 1; }
message GetPageResponse {
  Item item = 1 [(tributary.v1.from) = {
    call: "shop.v1.ItemService/FetchItem"
    args: "${from} = request.id"
    cache: { ttl: "1s" }
  }];
}
`;

describe('loading composites', () => {
  let folder: string;
  let configFile: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'load-composites-'));
    await mkdir(join(folder, 'proto'));
    configFile = join(folder, 'tributary.yaml');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function load(yaml: string, proto: string) {
    await writeFile(configFile, yaml);
    await writeFile(join(folder, 'proto/shop.proto'), proto);
    return loadComposites(await configurationOf({ configFile }));
  }

  async function refusal(loading: Promise<unknown>): Promise<CompositeStartError> {
    const error: unknown = await loading.catch((thrown: unknown) => thrown);
    if (error instanceof CompositeStartError) return error;
    throw error;
  }

  it('goes from the configuration to plans, with the methods vouched for', async () => {
    const vouched = 'proto: proto\nupstreams:\n  shop.*: { address: "127.0.0.1:1", safe: [Fetch*] }\n';
    const { plans, findings } = await load(vouched, contract('id'));
    expect(plans.map(({ path }) => path)).toEqual(['/shop.v1.ShopService/GetPage']);
    expect(plans[0]?.upstreamMethods.map(({ name }) => name)).toEqual(['FetchItem']);
    expect(findings).toEqual([]);
  });

  it('is refused with findings, at their places', async () => {
    const { problem, message } = await refusal(load('proto: proto\n', contract('ident')));
    expect(problem.kind === 'compositions' && problem.findings.map(({ rule }) => rule)).toEqual([
      'unknown-arg',
      'unsafe-cache',
    ]);
    expect(message).toMatch(/proto\/shop\.proto:18:\d+: error\[unknown-arg\]: /);
  });

  it('is refused with the mistakes in protos, at their places', async () => {
    const { problem, message } = await refusal(load('proto: proto\n', 'syntax = "proto3"; message A { B b = 1; }'));
    expect(problem.kind).toBe('protos');
    expect(message).toMatch(/proto\/shop\.proto:1:32: cannot find `B`/);
  });

  it('is refused with the mistakes in the configuration, at their places', async () => {
    const { problem, message } = await refusal(load('proto: protos\ndrain: 1\n', ''));
    expect(problem.kind).toBe('configuration');
    expect(message).toBe(`${configFile}:2: drain: expected a duration, as "10s", got 1`);
    const { message: missing } = await refusal(load('proto: nowhere\n', ''));
    expect(missing).toBe(
      `${join(folder, 'nowhere')}: there is no such folder; \`proto\` names the folder of the protos`,
    );
  });
});
