import { describeFindings, calling } from '../../test/finding-cases.ts';

const getItem = 'call: "shop.v1.ShopService/GetItem"';

describeFindings('arguments', [
  {
    name: 'unknown-arg, as in the language page',
    text: calling(`${getItem} args: "⟦unknown-arg: ident⟧ = request.id"`),
    says: ['GetItemRequest has no field "ident" (GetItemRequest has: id, page, tags, limit)'],
  },
  {
    name: 'unknown-arg: near to one',
    text: calling(`${getItem} args: ["id = request.id", "⟦unknown-arg: limt⟧ = 1"]`),
    says: ['GetItemRequest has no field "limt" (did you mean "limit"?)'],
  },
  {
    name: 'unknown-arg: below a message',
    text: calling(`${getItem} args: "page.⟦unknown-arg: siz⟧ = 5"`),
    says: ['Page has no field "siz" (did you mean "size"?)'],
  },
  {
    name: 'unknown-arg: below a scalar',
    text: calling(`${getItem} args: "id.⟦unknown-arg: x⟧ = 'a'"`),
    says: [
      'id is no single message: it has no field "x" (a path in the request goes through single messages; give the field as a whole)',
    ],
  },
  {
    name: 'unknown-arg: below a list',
    text: calling(`${getItem} args: "tags.⟦unknown-arg: x⟧ = 'a'"`),
    says: [
      'tags is no single message: it has no field "x" (a path in the request goes through single messages; give the field as a whole)',
    ],
  },
  {
    name: 'unknown-arg, with spaces around',
    text: calling(`${getItem} args: "  ⟦unknown-arg: ident⟧   =   request.id  "`),
    says: ['GetItemRequest has no field "ident" (GetItemRequest has: id, page, tags, limit)'],
  },
  {
    name: 'unknown-arg, in an adjacent string behind an escape',
    text: calling(`${getItem} args: "id =" " '\\x41' + request.⟦unknown-name: idd⟧"`),
    says: ['spec.v1.Request has no field "idd" (did you mean "id"?)'],
  },
  {
    name: 'bad-option: no argument',
    text: calling(`${getItem} args: "⟦bad-option: request.id⟧"`),
    says: ['"request.id" is not an argument (write "field.path = expression")'],
  },
  {
    name: 'bad-option: no expression',
    text: calling(`${getItem} args: "⟦bad-option: id = ⟧"`),
    says: ['"id = " is not an argument (write "field.path = expression")'],
  },
  {
    name: 'bad-option: no name',
    text: calling(`${getItem} args: "⟦bad-option: = request.id⟧"`),
    says: ['"= request.id" is not an argument (write "field.path = expression")'],
  },
  {
    name: 'bad-option: the same argument twice',
    text: calling(`${getItem} args: ["id = 'a'", "⟦bad-option: id⟧ = 'b'"]`),
    says: ['"id" is given twice (take one of the two out)'],
  },
  {
    name: 'bad-option: one argument inside another',
    text: calling(
      `${getItem} args: "page = {}.page" args: "⟦bad-option: page.size⟧ = 1"`.replace('{}.page', 'shop.v1.Page{}'),
    ),
    says: ['"page.size" and "page": one is inside the other (give the whole or its parts)'],
  },
  {
    name: 'bad-option: one argument inside another, the other way round',
    text: calling(`${getItem} args: "page.start.id = 'a'" args: "⟦bad-option: page.start⟧ = request.item"`),
    says: ['"page.start" and "page.start.id": one is inside the other (give the whole or its parts)'],
  },
  {
    name: 'names that begin alike are not inside each other',
    text: calling(`call: "shop.v1.ShopService/PutItem" args: ["id = 'a'", "importer.id = 'b'", "importer.name = 'c'"]`),
    says: [],
  },
  {
    name: 'type-mismatch at the expression',
    text: calling(`${getItem} args: "id = ⟦type-mismatch: request.count⟧"`),
    says: ['int32 cannot be assigned to string (convert it: string(…))'],
  },
  {
    name: 'type-mismatch: a literal that is out of range',
    text: calling(`${getItem} args: "limit = ⟦type-mismatch: 3000000000⟧"`),
    says: ['3000000000 does not fit int32 (int32 holds -2147483648 to 2147483647)'],
  },
  {
    name: 'type-mismatch: one value for a list, without batch',
    text: calling(`${getItem} args: "tags = ⟦type-mismatch: request.id⟧"`),
    says: [
      'string cannot be assigned to repeated string (a repeated field takes a list; select a repeated field, or write [value])',
    ],
  },
  {
    name: 'an expression with = in it',
    text: calling(`${getItem} args: "id = request.count == 1 ? 'a' : 'b'"`),
    says: [],
  },
  {
    name: 'all arguments are looked at',
    text: calling(
      `${getItem} args: "⟦unknown-arg: a⟧ = 1" args: "⟦unknown-arg: b⟧ = 2" args: "limit = ⟦unknown-name: c⟧"`,
    ),
    says: [
      'GetItemRequest has no field "a" (GetItemRequest has: id, page, tags, limit)',
      'GetItemRequest has no field "b" (GetItemRequest has: id, page, tags, limit)',
      '"c" is not in scope (in scope: item, request, metadata)',
    ],
  },
]);
