import { describeFindings } from '../../test/finding-cases.ts';

const list = 'call: "shop.v1.ShopService/ListItems" select: "response.items"';

describeFindings('habits', [
  {
    name: 'n-plus-one: a call of an element that reads its source',
    text: `message Response { repeated El els = 1 [(tributary.v1.from) = { ${list} }]; }
      message El { shop.v1.Item full = 1 [(tributary.v1.from) = { call: "⟦n-plus-one: shop.v1.ShopService/GetItem⟧" args: "id = source.id" }]; }`,
    says: [
      'shop.v1.ShopService/GetItem is called once for each element of a list (where the service has a BatchGet method, call that, with `batch`)',
    ],
  },
  {
    name: 'n-plus-one: in a message inside an element, by way of a let and of another field',
    text: `message Response { repeated El els = 1 [(tributary.v1.from) = { ${list} }]; }
      message El {
        option (tributary.v1.let) = { name: "key" from: { value: "source.id + '!'" } };
        string id = 1;
        In deep = 2;
        shop.v1.Item b = 3 [(tributary.v1.from) = { call: "⟦n-plus-one: shop.v1.ShopService/GetItem⟧" args: "id = key" }];
      }
      message In {
        shop.v1.Item a = 1 [(tributary.v1.from) = { call: "⟦n-plus-one: shop.v1.ShopService/GetItem⟧" args: "id = parent.id" }];
        shop.v1.Item b = 2 [(tributary.v1.from) = { call: "⟦n-plus-one: shop.v1.ShopService/GetItem⟧" args: "id = source.id" }];
      }`,
    says: [
      'shop.v1.ShopService/GetItem is called once for each element of a list (where the service has a BatchGet method, call that, with `batch`)',
      'shop.v1.ShopService/GetItem is called once for each element of a list (where the service has a BatchGet method, call that, with `batch`)',
      'shop.v1.ShopService/GetItem is called once for each element of a list (where the service has a BatchGet method, call that, with `batch`)',
    ],
  },
  {
    name: 'n-plus-one: of a let, and of a source of its own',
    text: `message Response { repeated El els = 1 [(tributary.v1.from) = { ${list} }]; }
      message El {
        option (tributary.v1.let) = { name: "full" from: { call: "⟦n-plus-one: shop.v1.ShopService/GetItem⟧" args: "id = source.id" } };
        string id = 1;
        string title = 2 [(tributary.v1.from).value = "full.item.title"];
        In inner = 3;
      }
      message In { option (tributary.v1.source) = { call: "⟦n-plus-one: shop.v1.ShopService/GetItem⟧" args: "id = parent.id" }; string note = 1; }`,
    says: [
      'shop.v1.ShopService/GetItem is called once for each element of a list (where the service has a BatchGet method, call that, with `batch`)',
      'shop.v1.ShopService/GetItem is called once for each element of a list (where the service has a BatchGet method, call that, with `batch`)',
    ],
  },
  {
    name: 'a batch is none',
    text: `message Response { repeated El els = 1 [(tributary.v1.from) = { ${list} }]; }
      message El { shop.v1.Item full = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/BatchGetItems" args: "ids = source.id" batch: { match: "id" } }]; }`,
    says: [],
  },
  {
    name: 'equal calls of all elements are one call',
    text: `message Response { string token = 1 [(tributary.v1.from).value = "request.id"]; repeated El els = 2 [(tributary.v1.from) = { ${list} }]; }
      message El {
        string id = 1;
        shop.v1.Item same = 2 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" args: "id = request.id" }];
        shop.v1.Item again = 3 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" args: "id = parent.token" }];
      }`,
    says: [],
  },
  {
    name: 'a call of a message that is no element is none',
    text: `message Response { El el = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" }]; }
      message El { shop.v1.Item full = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" args: "id = source.note" }]; }`,
    says: [],
  },
  {
    name: 'unused-let, once for several uses',
    text: `message Response {
      option (tributary.v1.let) = { name: "⟦unused-let: a⟧" from: { value: "b" } };
      option (tributary.v1.let) = { name: "b" from: { value: "'x'" } };
      option (tributary.v1.let) = { name: "bought" from: { call: "shop.v1.ShopService/BuyItem" } };
      option (tributary.v1.let) = { name: "put" from: { call: "shop.v1.ShopService/PutItem" } };
      option (tributary.v1.let) = { name: "⟦unused-let: got⟧" from: { call: "shop.v1.ShopService/GetItem" } };
      option (tributary.v1.let) = { name: "below" from: { value: "'x'" } };
      In one = 1; In two = 2;
    }
    message In {
      option (tributary.v1.let) = { name: "⟦unused-let: c⟧" from: { value: "'x'" } };
      string x = 1 [(tributary.v1.from).value = "root.below"];
    }`,
    says: [
      'nothing reads "a" (it is never evaluated: use it or take it out)',
      'nothing reads "got" (it is never evaluated: use it or take it out)',
      'nothing reads "c" (it is never evaluated: use it or take it out)',
    ],
  },
  {
    name: 'a let that is read by a requirement, a tag, a fallback or in errors is used',
    text: `message Response {
      option (tributary.v1.let) = { name: "a" from: { value: "'x'" } };
      option (tributary.v1.let) = { name: "b" from: { value: "'x'" } };
      option (tributary.v1.let) = { name: "c" from: { value: "'x'" } };
      option (tributary.v1.let) = { name: "d" from: { value: "'x'" } };
      option (tributary.v1.let) = { name: "e" from: { value: "'x'" } };
      option (tributary.v1.require) = { that: "a != ''" message: "b" };
      string x = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" select: "response.note" fallback: "c" errors: { message: "d" } cache: { ttl: "1s" tags: "e" } }];
    }`,
    says: [],
  },
]);
