import { describeFindings, calling } from '../../test/finding-cases.ts';

const getItem = 'call: "shop.v1.ShopService/GetItem"';

describeFindings('options that do not go together', [
  {
    name: 'bad-option: value with call',
    text: calling(`⟦bad-option: value⟧: "request.item" ${getItem}`),
    says: ['`value` with `call` (a field has one source: take one of them out)'],
  },
  ...[
    ['args', `"id = 'a'"`],
    ['select', '"response"'],
    ['timeout', '"1s"'],
    ['retry', '{}'],
    ['hedge', '{}'],
    ['cache', '{ ttl: "1s" }'],
    ['batch', '{}'],
    ['forward', '"x"'],
    ['absent', 'NOT_FOUND'],
  ].map(([option, value]) => ({
    name: `bad-option: value with ${option}`,
    text: calling(`value: "request.item" ⟦bad-option: ${option}⟧: ${value}`),
    says: [
      `\`value\` with \`${option}\` (\`${option}\` says something about a call: name the method with \`call\`, or take it out)`,
    ],
  })),
  {
    name: 'bad-option: several options of calls with value',
    text: calling(`value: "request.item" ⟦bad-option: timeout⟧: "1s" ⟦bad-option: retry⟧: {}`),
    says: [
      '`value` with `timeout` (`timeout` says something about a call: name the method with `call`, or take it out)',
      '`value` with `retry` (`retry` says something about a call: name the method with `call`, or take it out)',
    ],
  },
  {
    name: 'value with what applies however a field is filled',
    text: calling(
      `value: "request.item" when: "true" optional: true fallback: "request.item" errors: { code: ABORTED }`,
    ),
    says: [],
  },
  ...[
    ['value', '"request.item"'],
    ['call', '"shop.v1.ShopService/GetItem"'],
    ['when', '"true"'],
    ['optional', 'true'],
    ['fallback', '"request.item"'],
    ['errors', '{}'],
    ['timeout', '"1s"'],
  ].map(([option, value]) => ({
    name: `bad-option: unset with ${option}`,
    text: calling(`⟦bad-option: unset⟧: true ${option}: ${value}`),
    says: [`\`unset\` with \`${option}\` (a field that is unset on purpose takes no other option)`],
  })),
  {
    name: 'bad-option: optional_elements on what is not repeated',
    text: calling(`value: "request.item" ⟦bad-option: optional_elements⟧: true`),
    says: ['`optional_elements` is for repeated fields (on a single value write `optional: true`)'],
  },
  {
    name: 'bad-option: optional_elements on a map',
    text: `message Request { map<string, int32> m = 1; }
      message Response { map<string, int32> m = 1 [(tributary.v1.from) = { value: "request.m" ⟦bad-option: optional_elements⟧: true }]; }`,
    says: ['`optional_elements` is for repeated fields (on a single value write `optional: true`)'],
  },
  {
    name: 'bad-option: options of calls on what is filled by name',
    text: `message Response { option (tributary.v1.source) = { value: "request.item" };
      string id = 1 [(tributary.v1.from).⟦bad-option: timeout⟧ = "1s"]; }`
      .replace('.⟦bad-option: timeout⟧', '.timeout')
      .replace('(tributary.v1.from).timeout', '⟦bad-option: (tributary.v1.from).timeout⟧'),
    says: [
      '`timeout` without `call` (`timeout` says something about a call: name the method with `call`, or take it out)',
    ],
  },
  {
    name: 'bad-option: a let without a value',
    text: `message Response { option (tributary.v1.let) = { name: "a" ⟦bad-option: from⟧: {} };
      option ⟦bad-option: (tributary.v1.let)⟧ = { name: "b" };
      string id = 1 [(tributary.v1.from).value = "request.id"]; }`,
    says: [
      'the `let` "a" has no value (give it `value` or `call`)',
      'the `let` "b" has no value (give it `value` or `call`)',
    ],
  },
]);
