import { describeFindings, calling } from '../../test/finding-cases.ts';

const getItem = 'call: "shop.v1.ShopService/GetItem"';

/** The response of a composite method that declares no side effects. */
const safeService = `service SpecService {
  rpc Get(Request) returns (Response) { option idempotency_level = NO_SIDE_EFFECTS; option (tributary.v1.composite) = {}; }
}
`;

describeFindings('calls', [
  { name: 'a call that is well', text: calling(`${getItem} args: "id = request.id"`), says: [] },
  {
    name: 'unknown-call: no such service',
    text: calling(`call: "⟦unknown-call: shop.v1.ShopServise⟧/GetItem"`),
    says: ['there is no service "shop.v1.ShopServise" (did you mean "shop.v1.ShopService"?)'],
  },
  {
    name: 'unknown-call: no such service, nor one like it',
    text: calling(`call: "⟦unknown-call: x.Y⟧/GetItem"`),
    says: [
      'there is no service "x.Y" (is its .proto among the files? There is: shop.v1.ShopService, spec.v1.SpecService)',
    ],
  },
  {
    name: 'unknown-call: no such method',
    text: calling(`call: "shop.v1.ShopService/⟦unknown-call: GetItm⟧"`),
    says: ['shop.v1.ShopService has no method "GetItm" (did you mean "GetItem"?)'],
  },
  {
    name: 'unknown-call: no such method, nor one like it',
    text: calling(`call: "shop.v1.ShopService/⟦unknown-call: Zap⟧"`),
    says: [
      'shop.v1.ShopService has no method "Zap" (ShopService has: GetItem, ListItems, BatchGetItems, CountItems, PutItem, BuyItem, WatchItems, GetTree)',
    ],
  },
  {
    name: 'unknown-call: no method at all',
    text: calling(`call: "⟦unknown-call: shop.v1.ShopService⟧"`),
    says: ['"shop.v1.ShopService" is not a method (write "package.Service/Method")'],
  },
  {
    name: 'unknown-call: a path',
    text: calling(`call: "⟦unknown-call: /shop.v1.ShopService/GetItem⟧"`),
    says: ['"/shop.v1.ShopService/GetItem" is not a method (write "package.Service/Method")'],
  },
  {
    name: 'streaming-call',
    text: calling(`call: "shop.v1.ShopService/⟦streaming-call: WatchItems⟧"`),
    says: ['shop.v1.ShopService/WatchItems is not unary (a composition calls unary methods only)'],
  },
  ...[
    ['fast', '"fast" is not a duration'],
    ['0ms', '"0ms" is not a positive duration'],
    ['1000000h', '"1000000h" is longer than a hundred years'],
  ].map(([text, message]) => ({
    name: `bad-option: the duration "${text}"`,
    text: calling(`${getItem} timeout: "⟦bad-option: ${text}⟧"`),
    says: [`${message} (write a positive number and a unit: "800ms", "1.5s", "10m", "2h")`],
  })),
  {
    name: 'bad-option: durations everywhere',
    text: calling(`${getItem}
      retry: { backoff: "⟦bad-option: 1⟧" }
      hedge: { after: "⟦bad-option: 2⟧" }
      cache: {
        ttl: "⟦bad-option: 3⟧" stale_while_revalidate: "⟦bad-option: 4⟧" stale_if_error: "⟦bad-option: 5⟧"
        negative_ttl: "⟦bad-option: 6⟧" degraded_ttl: "⟦bad-option: 7⟧"
      }`),
    says: [
      '"1" is not a duration (write a positive number and a unit: "800ms", "1.5s", "10m", "2h")',
      '"2" is not a duration (write a positive number and a unit: "800ms", "1.5s", "10m", "2h")',
      '"3" is not a duration (write a positive number and a unit: "800ms", "1.5s", "10m", "2h")',
      '"4" is not a duration (write a positive number and a unit: "800ms", "1.5s", "10m", "2h")',
      '"5" is not a duration (write a positive number and a unit: "800ms", "1.5s", "10m", "2h")',
      '"6" is not a duration (write a positive number and a unit: "800ms", "1.5s", "10m", "2h")',
      '"7" is not a duration (write a positive number and a unit: "800ms", "1.5s", "10m", "2h")',
    ],
  },
  {
    name: 'durations that are well',
    text: calling(`${getItem} timeout: "1.5s" retry: { backoff: ".5ms" } hedge: { after: "2m" } cache: { ttl: "1h" }`),
    says: [],
  },
  {
    name: 'bad-option: cache without ttl',
    text: calling(`${getItem} ⟦bad-option: cache⟧: { stale_if_error: "1s" }`),
    says: ['`cache` needs a `ttl` (say how long the value is fresh: cache: { ttl: "30s" })'],
  },
  {
    name: 'bad-option: too few attempts',
    text: calling(`${getItem} retry: { attempts: ⟦bad-option: 1⟧ }`),
    says: ['1 attempts (attempts in all, the first included: 2 to 5)'],
  },
  {
    name: 'bad-option: too many attempts',
    text: calling(`${getItem} retry: { attempts: ⟦bad-option: 6⟧ }`),
    says: ['6 attempts (attempts in all, the first included: 2 to 5)'],
  },
  {
    name: 'bad-option: metadata keys that cannot be forwarded',
    text: calling(
      `${getItem} forward: ["x-user", "⟦bad-option: grpc-timeout⟧", "⟦bad-option: bad key⟧", "⟦bad-option: :path⟧"]`,
    ),
    says: [
      '"grpc-timeout" is not a metadata key that can be forwarded (keys are letters, digits, "_", "-" and "."; those of the call itself (grpc-…, content-type) stay behind)',
      '"bad key" is not a metadata key that can be forwarded (keys are letters, digits, "_", "-" and "."; those of the call itself (grpc-…, content-type) stay behind)',
      '":path" is not a metadata key that can be forwarded (keys are letters, digits, "_", "-" and "."; those of the call itself (grpc-…, content-type) stay behind)',
    ],
  },
  {
    name: 'unsafe-cache, of a call',
    text: calling(`call: "shop.v1.ShopService/PutItem" ⟦unsafe-cache: cache⟧: { ttl: "1s" }`),
    says: [
      'shop.v1.ShopService/PutItem is not NO_SIDE_EFFECTS, so its replies are not cached (option idempotency_level = NO_SIDE_EFFECTS; where the contract does not say it, tributary.yaml may vouch for the method with `safe`)',
    ],
  },
  {
    name: 'unsafe-retry and unsafe-hedge',
    text: calling(
      `call: "shop.v1.ShopService/BuyItem" ⟦unsafe-retry: retry⟧: {} ⟦unsafe-hedge: hedge⟧: {}`,
      'shop.v1.Receipt item',
    ),
    says: [
      'shop.v1.ShopService/BuyItem is neither NO_SIDE_EFFECTS nor IDEMPOTENT, so it is called once (option idempotency_level = IDEMPOTENT; where the contract does not say it, tributary.yaml may vouch for the method with `idempotent`)',
      'shop.v1.ShopService/BuyItem is neither NO_SIDE_EFFECTS nor IDEMPOTENT, so it is called once (option idempotency_level = IDEMPOTENT; where the contract does not say it, tributary.yaml may vouch for the method with `idempotent`)',
    ],
  },
  {
    name: 'retry and hedge of an idempotent method are well',
    text: calling(`call: "shop.v1.ShopService/PutItem" retry: {} hedge: {}`),
    says: [],
  },
  {
    name: 'unsafe-call',
    text: safeService + calling(`call: "⟦unsafe-call: shop.v1.ShopService/BuyItem⟧"`, 'shop.v1.Receipt item'),
    says: [
      'Get declares NO_SIDE_EFFECTS and calls shop.v1.ShopService/BuyItem, which does not (where the contract does not say it, tributary.yaml may vouch for the method with `safe`)',
    ],
  },
  {
    name: 'unsafe-call, of a let and of an idempotent method',
    text: `${safeService}message Response {
      option (tributary.v1.let) = { name: "put" from: { call: "⟦unsafe-call: shop.v1.ShopService/PutItem⟧" } };
      string id = 1 [(tributary.v1.from).value = "put.id"];
    }`,
    says: [
      'Get declares NO_SIDE_EFFECTS and calls shop.v1.ShopService/PutItem, which does not (where the contract does not say it, tributary.yaml may vouch for the method with `safe`)',
    ],
  },
  {
    name: 'what is vouched for as safe is safe',
    text:
      safeService +
      calling(`call: "shop.v1.ShopService/BuyItem" cache: { ttl: "1s" } retry: {} hedge: {}`, 'shop.v1.Receipt item'),
    options: { vouch: ({ name }) => (name === 'BuyItem' ? 'safe' : undefined) },
    says: [],
  },
  {
    name: 'what is vouched for as idempotent may be retried, and no more',
    text: calling(
      `call: "shop.v1.ShopService/BuyItem" ⟦unsafe-cache: cache⟧: { ttl: "1s" } retry: {} hedge: {}`,
      'shop.v1.Receipt item',
    ),
    options: { vouch: () => 'idempotent' },
    says: [
      'shop.v1.ShopService/BuyItem is not NO_SIDE_EFFECTS, so its replies are not cached (option idempotency_level = NO_SIDE_EFFECTS; where the contract does not say it, tributary.yaml may vouch for the method with `safe`)',
    ],
  },
  {
    name: 'vouching takes nothing away from the contract',
    text: safeService + calling(`${getItem} cache: { ttl: "1s" }`),
    options: { vouch: () => 'idempotent' },
    says: [],
  },
]);
