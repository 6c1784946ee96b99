import { describeFindings } from '../../test/finding-cases.ts';

/** A response with lets before one field that reads them. */
function lets(options: string, value = 'request.id'): string {
  return `message Response {
    ${options}
    string id = 1 [(tributary.v1.from).value = "${value}"];
  }`;
}

describeFindings('lets and sources', [
  {
    name: 'duplicate-name: like a field, like another let, like a name of the language',
    text: lets(
      `option (tributary.v1.let) = { name: "⟦duplicate-name: id⟧" from: { value: "1" } };
       option (tributary.v1.let) = { name: "a" from: { value: "1" } };
       option (tributary.v1.let) = { name: "⟦duplicate-name: a⟧" from: { value: "2" } };
       option (tributary.v1.let) = { name: "⟦duplicate-name: request⟧" from: { value: "1" } };
       option (tributary.v1.let) = { name: "⟦duplicate-name: root⟧" from: { value: "1" } };`,
      'string(a)',
    ),
    says: [
      '"id" is also a field (call the `let` something else)',
      '"a" is also another `let` (call the `let` something else)',
      '"request" is also a name of the language (call the `let` something else)',
      '"root" is also a name of the language (call the `let` something else)',
    ],
  },
  {
    name: 'duplicate-name: a variable of a macro',
    text: lets(
      `option (tributary.v1.let) = { name: "x" from: { value: "request.ids" } };`,
      `x.exists(⟦duplicate-name: id⟧, true) ? '' : x.map(⟦duplicate-name: x⟧, x)[0]`,
    ),
    says: [
      '"id" is already a name in scope (give the variable another name)',
      '"x" is already a name in scope (give the variable another name)',
    ],
  },
  {
    name: 'bad-option: names that are none',
    text: lets(
      `option (tributary.v1.let) = { name: "⟦bad-option: a-b⟧" from: { value: "1" } };
       option (tributary.v1.let) = { name: "⟦bad-option: 1st⟧" from: { value: "1" } };
       option (tributary.v1.let) = { name: "⟦bad-option: in⟧" from: { value: "1" } };
       option ⟦bad-option: (tributary.v1.let)⟧ = { from: { value: "1" } };`,
    ),
    says: [
      '"a-b" is not a name (letters, digits and "_", as of a field)',
      '"1st" is not a name (letters, digits and "_", as of a field)',
      '"in" is not a name (letters, digits and "_", as of a field)',
      'a `let` without a name (letters, digits and "_", as of a field)',
    ],
  },
  {
    name: 'bad-option: optional on a let',
    text: lets(
      `option (tributary.v1.let) = { name: "a" from: { value: "request.id" ⟦bad-option: optional⟧: true } };`,
      'a',
    ),
    says: [
      '`optional` on a `let` (whoever needs a `let` fails with it; say `optional` there, or give the `let` a `fallback`)',
    ],
  },
  {
    name: 'bad-option: unset on a let',
    text: lets(`option (tributary.v1.let) = { name: "a" from: { ⟦bad-option: unset⟧: true } };`),
    says: ['the `let` "a" has no value (give it `value` or `call`)'],
  },
  {
    name: 'a fallback on a let is well',
    text: lets(`option (tributary.v1.let) = { name: "a" from: { value: "request.id" fallback: "'x'" } };`, 'a'),
    says: [],
  },
  {
    name: 'type-mismatch: a fallback on a let leaves nothing unfilled',
    text: lets(
      `option (tributary.v1.let) = { name: "a" from: { value: "request.item" fallback: "⟦type-mismatch: request.item.maker⟧" } };`,
      'a.title',
    ),
    says: [
      'shop.v1.Maker cannot be assigned to shop.v1.Item: it has no field "title" (give shop.v1.Item.title a source of its own, or assign a shop.v1.Item)',
    ],
  },
  {
    name: 'lets in the short form and in a list of options',
    text: lets(
      `option (tributary.v1.let) = { name: "a", from: < value: "request.⟦unknown-name: b⟧" > };
       option (tributary.v1.source).value = "request.⟦unknown-name: c⟧";`,
    ),
    says: [
      'spec.v1.Request has no field "b" (spec.v1.Request has: id, count, ids, item)',
      'spec.v1.Request has no field "c" (spec.v1.Request has: id, count, ids, item)',
    ],
  },
  {
    name: 'bad-option: a source without a value',
    text: lets(`option ⟦bad-option: (tributary.v1.source)⟧ = { optional: true };`),
    says: ['the source of Response has no value (give it `value` or `call`)'],
  },
]);
