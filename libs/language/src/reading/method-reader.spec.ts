import { describe, expect, it } from '@jest/globals';
import { describeFindings } from '../../test/finding-cases.ts';
import { readSpec } from '../../test/read-spec.ts';

const service = (options: string, before = ''): string => `service SpecService {
  rpc Get(Request) returns (Response) { ${before} option (tributary.v1.composite) = { ${options} }; }
}
message Response { string id = 1 [(tributary.v1.from).value = "request.id"]; }
`;
const safe = 'option idempotency_level = NO_SIDE_EFFECTS;';

describe('composite methods', () => {
  it('have defaults', () => {
    const { compositions, findings } = readSpec(service(''));
    expect(findings).toEqual([]);
    expect(compositions[0]).toMatchObject({
      timeoutMs: 5000,
      maxCalls: 1000,
      cache: undefined,
      invalidates: [],
      maskField: undefined,
      calls: [],
      metadataKeys: [],
    });
  });

  it('read what is said', () => {
    const { compositions, findings } = readSpec(`
      message Request { string id = 1; google.protobuf.FieldMask read_mask = 2; google.protobuf.FieldMask other = 3; }
      ${service(
        `timeout: "1.5s" max_calls: 3 forward: ["X-User", "x-user", "a"] mask_field: "other" invalidates: "'x'"
        cache: { ttl: "500ms" stale_if_error: "1h" tags: "metadata['Lang']" }`,
        safe,
      )}`);
    expect(findings).toEqual([]);
    const [composition] = compositions;
    expect(composition).toMatchObject({ timeoutMs: 1500, maxCalls: 3, metadataKeys: ['lang'] });
    expect(composition?.maskField?.name).toBe('other');
    expect(composition?.invalidates.map(({ text }) => text)).toEqual(["'x'"]);
    expect(composition?.cache).toMatchObject({
      ttlMs: 500,
      staleIfErrorMs: 3_600_000,
      degradedTtlMs: 500,
      negativeTtlMs: 0,
    });
  });

  it('take `read_mask` for the mask where it is one', () => {
    const named = (type: string) =>
      readSpec(`message Request { string id = 1; ${type} read_mask = 2; } ${service('')}`);
    expect(named('google.protobuf.FieldMask').compositions[0]?.maskField?.name).toBe('read_mask');
    expect(named('repeated string').compositions[0]?.maskField).toBeUndefined();
    expect(named('repeated google.protobuf.FieldMask').compositions[0]?.maskField).toBeUndefined();
    expect(named('repeated string').findings).toEqual([]);
  });

  it('know their upstream methods and all metadata that an answer may depend on', () => {
    const { compositions, findings } = readSpec(`
      service SpecService { rpc Get(Request) returns (Response) { option (tributary.v1.composite) = { forward: ["trace", "X-User"] }; } }
      message Response {
        option (tributary.v1.let) = { name: "put" from: { call: "shop.v1.ShopService/PutItem" forward: "z-own" } };
        option (tributary.v1.require) = { that: "metadata['role'] != ''" message: "metadata['text']" };
        shop.v1.Item a = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" }];
        shop.v1.Item b = 2 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" args: "id = metadata['item']" when: "has(metadata['go'])" }];
        Inner inner = 3;
      }
      message Inner { string x = 1 [(tributary.v1.from) = { value: "'x'" errors: { message: "metadata['deep'] + ''" } }]; }`);
    expect(findings).toEqual([]);
    expect(compositions[0]?.calls.map(({ name }) => name).sort()).toEqual(['GetItem', 'PutItem']);
    expect(compositions[0]?.metadataKeys).toEqual('deep go item role text trace x-user z-own'.split(' '));
  });
});

describeFindings('composite methods', [
  {
    name: 'bad-option: on a streaming method',
    text: `service SpecService {
      rpc Get(Request) returns (stream Response) { option ⟦bad-option: (tributary.v1.composite)⟧ = { timeout: "x" }; }
      rpc Put(stream Request) returns (Response) { option ⟦bad-option: (tributary.v1.composite).timeout⟧ = "1s"; }
    }
    message Response { string id = 1 [(tributary.v1.from).value = "nothing is read here"]; }`,
    says: [
      'Get is a streaming method: only unary ones can be composite (take `stream` or the option out)',
      'Put is a streaming method: only unary ones can be composite (take `stream` or the option out)',
    ],
  },
  {
    name: 'bad-option: durations and the mask',
    text: service(
      `timeout: "⟦bad-option: soon⟧" mask_field: "⟦bad-option: id⟧" cache: { ttl: "⟦bad-option: 1⟧" } forward: "⟦bad-option: te⟧"`,
      safe,
    ),
    says: [
      '"soon" is not a duration (write a positive number and a unit: "800ms", "1.5s", "10m", "2h")',
      'Request has no field "id" of type google.protobuf.FieldMask (name the field of the request that holds the mask)',
      '"1" is not a duration (write a positive number and a unit: "800ms", "1.5s", "10m", "2h")',
      '"te" is not a metadata key that can be forwarded (keys are letters, digits, "_", "-" and "."; those of the call itself (grpc-…, content-type) stay behind)',
    ],
  },
  {
    name: 'bad-option: cache without ttl',
    text: service(`⟦bad-option: cache⟧: {}`, safe),
    says: ['`cache` needs a `ttl` (say how long the value is fresh: cache: { ttl: "30s" })'],
  },
  {
    name: 'unsafe-cache',
    text: service(`⟦unsafe-cache: cache⟧: { ttl: "1s" }`),
    says: ['Get is not NO_SIDE_EFFECTS, so its answers are not cached (option idempotency_level = NO_SIDE_EFFECTS;)'],
  },
  {
    name: 'findings of a message are reported once, however many methods use it',
    text: `service SpecService {
      rpc Get(Request) returns (Response) { option (tributary.v1.composite) = {}; }
      rpc Get2(Request) returns (Response) { option (tributary.v1.composite) = {}; }
      rpc Get3(Request) returns (Other) { option (tributary.v1.composite) = {}; }
      rpc Plain(Request) returns (Unused);
    }
    message Other { Response a = 1; repeated Response b = 2 [(tributary.v1.from).value = "[request, request]"]; }
    message Unused { string id = 1 [(tributary.v1.from).value = "nobody reads this"]; }
    message Response {
      string id = 1 [(tributary.v1.from).value = "request.⟦unknown-name: idd⟧"];
      string ⟦no-source: x⟧ = 2;
      string ⟦cycle: y⟧ = 3 [(tributary.v1.from).value = "z"];
      string z = 4 [(tributary.v1.from).value = "y"];
    }`,
    says: [
      'spec.v1.Request has no field "idd" (did you mean "id"?)',
      'nothing fills Response.x (give it (tributary.v1.from) with `value` or `call`, or `unset: true`)',
      'values wait for each other: y -> z -> y (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
]);
