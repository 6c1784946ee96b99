import { describe, expect, it } from '@jest/globals';
import { calling, describeFindings } from '../../test/finding-cases.ts';
import { readSpec } from '../../test/read-spec.ts';

const batchGet = 'call: "shop.v1.ShopService/BatchGetItems"';
const count = 'call: "shop.v1.ShopService/CountItems"';

/** The batch that is read of options of a call. */
function batchOf(options: string, field = 'shop.v1.Item item') {
  const { compositions, findings } = readSpec(calling(options, field));
  expect(findings).toEqual([]);
  const slot = compositions[0]?.response.slots[0];
  if (slot?.kind !== 'field' || slot.filling.kind !== 'origin' || slot.filling.origin.kind !== 'call') return undefined;
  const { call } = slot.filling.origin;
  if (call.batch === undefined) return undefined;
  const { keys, many, match, items, maxKeys } = call.batch;
  return {
    keys: call.args[keys]?.path.map(({ name }) => name).join('.'),
    many,
    match: match?.map(({ name }) => name).join('.'),
    items: items.name,
    maxKeys,
  };
}

describe('the defaults of a batch', () => {
  it.each([
    [
      'the one repeated field that is given a single value holds the keys',
      batchOf(`${batchGet} args: ["tags = request.ids", "ids = request.id", "lang = 'en'"] batch: { match: "id" }`),
      { keys: 'ids', many: false, match: 'id', items: 'items', maxKeys: 100 },
    ],
    [
      'else the one that is given anything',
      batchOf(`${batchGet} args: ["lang = 'en'", "ids = request.ids"] batch: {}`, 'repeated shop.v1.Item item'),
      { keys: 'ids', many: true, match: undefined, items: 'items', maxKeys: 100 },
    ],
    [
      'what is said counts',
      batchOf(`${count} args: "ids = request.count" batch: { keys: "ids" items: "items" match: "stock" max_keys: 7 }`),
      { keys: 'ids', many: false, match: 'stock', items: 'items', maxKeys: 7 },
    ],
    [
      'items may be scalars where it is said which',
      batchOf(`${count} args: "ids = 1" batch: { items: "counts" }`, 'int32 n'),
      { keys: 'ids', many: false, match: undefined, items: 'counts', maxKeys: 100 },
    ],
    [
      'a path leads to the key of an item',
      batchOf(`${batchGet} args: "ids = request.id" batch: { match: "maker.id" }`),
      { keys: 'ids', many: false, match: 'maker.id', items: 'items', maxKeys: 100 },
    ],
    [
      'a computed list is a list of keys',
      batchOf(`${batchGet} args: "ids = ['a', request.id]" batch: {}`, 'repeated shop.v1.Item item'),
      { keys: 'ids', many: true, match: undefined, items: 'items', maxKeys: 100 },
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describeFindings('batches', [
  {
    name: 'ambiguous: no keys',
    text: calling(`${batchGet} args: "lang = 'en'" ⟦ambiguous: batch⟧: {}`),
    says: [
      'no argument goes into a repeated field, so none holds the keys (give the key with `args`: "ids = source.id")',
    ],
  },
  {
    name: 'ambiguous: several single values',
    text: calling(`${batchGet} args: ["ids = request.id", "tags = 'x'"] ⟦ambiguous: batch⟧: {}`),
    says: ['several arguments may be the keys: ids, tags (say which: batch: { keys: "ids" })'],
  },
  {
    name: 'ambiguous: several lists',
    text: calling(
      `${batchGet} args: ["ids = request.ids", "tags = request.ids"] ⟦ambiguous: batch⟧: {}`,
      'repeated shop.v1.Item item',
    ),
    says: ['several arguments may be the keys: ids, tags (say which: batch: { keys: "ids" })'],
  },
  {
    name: 'ambiguous: several items',
    text: calling(`${count} args: "ids = 1" ⟦ambiguous: batch⟧: {}`),
    says: [
      'several fields of CountItemsResponse may be the items: items, makers (say which: batch: { items: "items" })',
    ],
  },
  {
    name: 'ambiguous: no items',
    text: calling(`call: "shop.v1.ShopService/GetItem" args: "tags = 'x'" ⟦ambiguous: batch⟧: {}`),
    says: [
      'GetItemResponse has no repeated message field, so none holds the items (say which: batch: { items: "field" })',
    ],
  },
  {
    name: 'a single value for another list than the keys',
    text: calling(`${batchGet} args: ["ids = request.id", "tags = ⟦type-mismatch: 'x'⟧"] batch: { keys: "ids" }`),
    says: ['"tags" is repeated and takes a list: the keys are "ids" (write [value])'],
  },
  {
    name: 'bad-option: keys that are not given',
    text: calling(`${batchGet} args: "ids = request.id" batch: { keys: "⟦bad-option: tags⟧" }`),
    says: ['"tags" is no repeated field that `args` gives a value (repeated fields given: ids)'],
  },
  {
    name: 'bad-option: items that are none',
    text: calling(`${batchGet} args: "ids = request.id" batch: { items: "⟦bad-option: itms⟧" }`),
    says: ['BatchGetItemsResponse has no repeated field "itms" (did you mean "items"?)'],
  },
  {
    name: 'unknown-name: match is no field of the items',
    text: calling(`${batchGet} args: "ids = request.id" batch: { match: "maker.⟦unknown-name: idd⟧" }`),
    says: ['shop.v1.Maker has no field "idd" (did you mean "id"?)'],
  },
  {
    name: 'unknown-name: match below a scalar',
    text: calling(`${batchGet} args: "ids = request.id" batch: { match: "id.⟦unknown-name: x⟧" }`),
    says: ['string has no field "x"'],
  },
  {
    name: 'type-mismatch: a key that is not a scalar',
    text: calling(`${batchGet} args: "sizes = ⟦type-mismatch: shop.v1.Size.SIZE_SMALL⟧" batch: {}`),
    says: ['a key is a scalar, and this is shop.v1.Size (items are found by a number or a string)'],
  },
  {
    name: 'type-mismatch: a key that does not go into the keys',
    text: calling(`${batchGet} args: "ids = ⟦type-mismatch: request.count⟧" batch: {}`),
    says: ['int32 cannot be assigned to string (convert it: string(…))'],
  },
  {
    name: 'type-mismatch: the key is of another kind than match',
    text: calling(`${count} args: "ids = request.count" batch: { items: "items" match: "⟦type-mismatch: id⟧" }`),
    says: ['the key is int64, and `match` is string (match by a field of the kind of the key)'],
  },
  {
    name: 'type-mismatch: match is no scalar',
    text: calling(`${batchGet} args: "ids = request.id" batch: { match: "⟦type-mismatch: maker⟧" }`),
    says: ['the key is string, and `match` is shop.v1.Maker (match by a field of the kind of the key)'],
  },
  {
    name: 'type-mismatch: a list of keys for a field that is not repeated',
    text: calling(`call: "⟦type-mismatch: shop.v1.ShopService/BatchGetItems⟧" args: "ids = request.ids" batch: {}`),
    says: ['a list of keys gives a list of items, and this is shop.v1.Item (give one key, or make the field repeated)'],
  },
  {
    name: 'a batch of an unknown argument says only that',
    text: calling(`${batchGet} args: "⟦unknown-arg: idds⟧ = request.id" batch: {}`),
    says: ['BatchGetItemsRequest has no field "idds" (did you mean "ids"?)'],
  },
]);
