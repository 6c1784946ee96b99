import { describe, expect, it } from '@jest/globals';
import { calling, describeFindings } from '../../test/finding-cases.ts';
import { readSpec } from '../../test/read-spec.ts';

/** What is selected of a reply, and how it is assigned. */
function selected(body: string): string | undefined {
  const { compositions, findings } = readSpec(body);
  expect(findings).toEqual([]);
  const slot = compositions[0]?.response.slots.find(({ kind }) => kind !== 'source');
  const origin =
    slot?.kind === 'let'
      ? slot.origin
      : slot?.kind === 'field' && slot.filling.kind === 'origin'
        ? slot.filling.origin
        : undefined;
  return origin?.kind === 'call' ? `${origin.select.text} ${origin.assignment.kind}` : undefined;
}

describe('the default of select', () => {
  it.each([
    ['the reply, where it is of the type wanted', calling('call: "shop.v1.ShopService/PutItem"'), 'response same'],
    ['its one field of that type', calling('call: "shop.v1.ShopService/GetItem"'), 'response.item same'],
    [
      'its one repeated field for a repeated field',
      calling('call: "shop.v1.ShopService/ListItems"', 'repeated shop.v1.Item item'),
      'response.items same',
    ],
    ['a field of a scalar type', calling('call: "shop.v1.ShopService/GetItem"', 'string note'), 'response.note same'],
    [
      'else the reply, by name',
      `${calling('call: "shop.v1.ShopService/GetItem"', 'Mine mine')} message Mine { string note = 1; }`,
      'response convert',
    ],
    [
      'a field of a composed type is no field of exactly that type',
      `${calling('call: "shop.v1.ShopService/GetItem"', 'Mine mine')}
       message Mine { string note = 1 [(tributary.v1.from).value = "source.note + '!'"]; }`,
      'response compose',
    ],
    [
      'the item of a batch',
      calling('call: "shop.v1.ShopService/BatchGetItems" args: "ids = request.id" batch: {}'),
      'response same',
    ],
    [
      'of the item of a batch the one field of that type',
      calling('call: "shop.v1.ShopService/BatchGetItems" args: "ids = request.id" batch: {}', 'int32 stock'),
      'response.stock same',
    ],
    [
      'a let wants no type',
      `message Response {
         option (tributary.v1.let) = { name: "reply" from: { call: "shop.v1.ShopService/GetItem" } };
         shop.v1.Item item = 1 [(tributary.v1.from).value = "reply.item"];
       }`,
      'response same',
    ],
  ])('%s', (_, body, expected) => {
    expect(selected(body)).toBe(expected);
  });
});

describeFindings('origins', [
  {
    name: 'ambiguous: several fields of the type wanted',
    text: calling('call: "⟦ambiguous: shop.v1.ShopService/PutItem⟧"', 'shop.v1.Maker maker'),
    says: [
      'shop.v1.Item has several fields of type shop.v1.Maker: maker, importer (say which: select: "response.maker")',
    ],
  },
  {
    name: 'type-mismatch at call, where select has its default',
    text: calling('call: "⟦type-mismatch: shop.v1.ShopService/GetItem⟧"', 'bool yes'),
    says: ['shop.v1.GetItemResponse cannot be assigned to bool (take one of its fields: item, note)'],
  },
  {
    name: 'type-mismatch at select',
    text: calling('call: "shop.v1.ShopService/GetItem" select: "⟦type-mismatch: response.item.stock⟧"', 'string s'),
    says: ['int32 cannot be assigned to string (convert it: string(…))'],
  },
  {
    name: 'type-mismatch at value',
    text: calling('value: "⟦type-mismatch: request.count⟧"', 'string s'),
    says: ['int32 cannot be assigned to string (convert it: string(…))'],
  },
  {
    name: 'type-mismatch at the fallback',
    text: calling('value: "request.item" fallback: "⟦type-mismatch: 1⟧"'),
    says: ['int cannot be assigned to shop.v1.Item (write a literal: shop.v1.Item{id: …})'],
  },
  {
    name: 'type-mismatch: a let that has no type of its own',
    text: `message Response {
      option (tributary.v1.let) = { name: "a" from: { value: "⟦type-mismatch: null⟧" } };
      string id = 1 [(tributary.v1.from).value = "string(a)"]; }`,
    says: ['this has no type of its own: null (give it one: a conversion as string(…), or a message literal)'],
  },
  {
    name: 'unknown-name in select',
    text: calling('call: "shop.v1.ShopService/GetItem" select: "response.⟦unknown-name: itm⟧"'),
    says: ['shop.v1.GetItemResponse has no field "itm" (did you mean "item"?)'],
  },
]);
