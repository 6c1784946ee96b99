import { describeFindings } from '../../test/finding-cases.ts';

describeFindings('values that wait for each other', [
  {
    name: 'cycle: fields, at the first of them as written',
    text: `message Response {
      string x = 1 [(tributary.v1.from).value = "c + ''"];
      string ⟦cycle: a⟧ = 4 [(tributary.v1.from).value = "b + ''"];
      string b = 3 [(tributary.v1.from).value = "c + ''"];
      string c = 2 [(tributary.v1.from).value = "a + ''"];
    }`,
    says: [
      'values wait for each other: a -> b -> c -> a (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'cycle: a field that waits for itself',
    text: `message Response { string ⟦cycle: a⟧ = 1 [(tributary.v1.from).value = "a + ''"]; }`,
    says: ['values wait for each other: a -> a (an arrow reads "waits for"; let one of them do without the other)'],
  },
  {
    name: 'cycle: a plain path, and a name that is only asked about',
    text: `message Response {
      string ⟦cycle: a⟧ = 1 [(tributary.v1.from).value = "b"];
      string b = 2 [(tributary.v1.from).value = "has(a) ? '' : 'x'"];
    }`,
    says: [
      'values wait for each other: a -> b -> a (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'cycle: two circles are two findings',
    text: `message Response {
      string ⟦cycle: a⟧ = 1 [(tributary.v1.from).value = "b"];
      string b = 2 [(tributary.v1.from).value = "a"];
      string ⟦cycle: c⟧ = 3 [(tributary.v1.from).value = "d"];
      string d = 4 [(tributary.v1.from).value = "c"];
    }`,
    says: [
      'values wait for each other: a -> b -> a (an arrow reads "waits for"; let one of them do without the other)',
      'values wait for each other: c -> d -> c (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'cycle: through args, when, select, tags, errors and the fallback',
    text: `message Response {
      string ⟦cycle: a⟧ = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" args: "id = b" select: "response.note" }];
      string b = 2 [(tributary.v1.from) = { value: "'x'" when: "a == ''" }];
      string ⟦cycle: c⟧ = 3 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" select: "response.note + d" }];
      string d = 4 [(tributary.v1.from) = { value: "'x'" fallback: "c" }];
      string ⟦cycle: e⟧ = 5 [(tributary.v1.from) = { value: "'x'" errors: { message: "f" } }];
      string f = 6 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" select: "response.note" cache: { ttl: "1s" tags: "e" } }];
    }`,
    says: [
      'values wait for each other: a -> b -> a (an arrow reads "waits for"; let one of them do without the other)',
      'values wait for each other: c -> d -> c (an arrow reads "waits for"; let one of them do without the other)',
      'values wait for each other: e -> f -> e (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'cycle: lets',
    text: `message Response {
      option (tributary.v1.let) = { name: "⟦cycle: a⟧" from: { value: "b + ''" } };
      option (tributary.v1.let) = { name: "b" from: { value: "a + ''" } };
      string x = 1 [(tributary.v1.from).value = "a"];
    }`,
    says: [
      'values wait for each other: a -> b -> a (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'cycle: a let and a field: at the field',
    text: `message Response {
      option (tributary.v1.let) = { name: "a" from: { value: "x + ''" } };
      string ⟦cycle: x⟧ = 1 [(tributary.v1.from).value = "a"];
    }`,
    says: [
      'values wait for each other: x -> a -> x (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'cycle: the source of a message and a let',
    text: `message Response {
      option (tributary.v1.source) = { value: "a" };
      option (tributary.v1.let) = { name: "⟦cycle: a⟧" from: { value: "source.item" } };
      string id = 1 [(tributary.v1.from).value = "string(a)"];
    }`,
    says: [
      'values wait for each other: a -> source -> a (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'cycle: a message that holds one that reads it by name',
    text: `message Response { Inner ⟦cycle: inner⟧ = 1; }
      message Inner { string a = 1 [(tributary.v1.from).value = "parent.inner.a"]; }`,
    says: [
      'values wait for each other: inner -> Inner.a -> inner (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'cycle: through messages inside, in place, made from values and in lists',
    text: `message Response {
      string ⟦cycle: a⟧ = 1 [(tributary.v1.from).value = "in.a"];
      In in = 2;
      string ⟦cycle: b⟧ = 3 [(tributary.v1.from).value = "from.b"];
      Of from = 4 [(tributary.v1.from).value = "request.item"];
      string ⟦cycle: c⟧ = 5 [(tributary.v1.from).value = "list[0].c"];
      repeated El list = 6 [(tributary.v1.from) = { call: "shop.v1.ShopService/ListItems" select: "response.items" }];
    }
    message In { string a = 1 [(tributary.v1.from).value = "parent.a"]; }
    message Of { string b = 1 [(tributary.v1.from).value = "root.b"]; }
    message El { string c = 1 [(tributary.v1.from).value = "parent.c"]; }`
      .replace(' in = 2', ' inn = 2')
      .replace('"in.a"', '"inn.a"'),
    says: [
      'values wait for each other: a -> inn -> In.a -> a (an arrow reads "waits for"; let one of them do without the other)',
      'values wait for each other: b -> from -> Of.b -> b (an arrow reads "waits for"; let one of them do without the other)',
      'values wait for each other: c -> list -> El.c -> c (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'cycle: through a requirement of a message inside',
    text: `message Response {
      string ⟦cycle: a⟧ = 1 [(tributary.v1.from).value = "inner.x"];
      Inner inner = 2;
    }
    message Inner {
      option (tributary.v1.require) = { that: "parent.a == ''" };
      string x = 1 [(tributary.v1.from).value = "'x'"];
    }`,
    says: [
      'values wait for each other: a -> inner -> Inner.require -> a (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'a requirement may read the fields of its own message',
    text: `message Response {
      option (tributary.v1.require) = { that: "a == '' && inner.x == ''" };
      string a = 1 [(tributary.v1.from).value = "request.id"];
      Inner inner = 2;
    }
    message Inner { string x = 1 [(tributary.v1.from).value = "parent.a"]; }`,
    says: [],
  },
  {
    name: 'cycle: a condition that needs a call with side effects which waits for it',
    text: `message Response {
      option (tributary.v1.require) = { that: "bought.number != ''" };
      shop.v1.Receipt ⟦cycle: bought⟧ = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/BuyItem" }];
    }`,
    says: [
      'values wait for each other: bought -> require -> bought (calls with side effects wait for the requirements of their message and of those around it)',
    ],
  },
  {
    name: 'cycle: conditions, by way of another value, and of a message around',
    text: `message Response {
      option (tributary.v1.require) = { that: "text != ''" };
      string ⟦cycle: text⟧ = 1 [(tributary.v1.from).value = "inner.bought.number"];
      Inner inner = 2;
    }
    message Inner { shop.v1.Receipt bought = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/BuyItem" }]; }`,
    says: [
      'values wait for each other: text -> inner -> Inner.bought -> require -> text (calls with side effects wait for the requirements of their message and of those around it)',
    ],
  },
  {
    name: 'cycle: conditions of a message inside that need what is called around it',
    text: `message Response {
      option (tributary.v1.require) = { that: "request.id != ''" };
      shop.v1.Receipt bought = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/BuyItem" }];
      Inner inner = 2;
    }
    message Inner {
      option (tributary.v1.require) = { that: "parent.bought.number != ''" };
      string x = 1 [(tributary.v1.from).value = "'x'"];
    }`,
    says: [],
  },
  {
    name: 'a condition may need a call without side effects',
    text: `message Response {
      option (tributary.v1.require) = { that: "item.id != ''" };
      shop.v1.Item item = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetItem" }];
      shop.v1.Receipt bought = 2 [(tributary.v1.from) = { call: "shop.v1.ShopService/BuyItem" }];
    }`,
    says: [],
  },
  {
    name: 'cycle: the message of a condition that needs such a call',
    text: `message Response {
      option (tributary.v1.require) = { that: "request.id != ''" message: "bought.number" };
      shop.v1.Receipt ⟦cycle: bought⟧ = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/BuyItem" }];
    }`,
    says: [
      'values wait for each other: bought -> require -> bought (calls with side effects wait for the requirements of their message and of those around it)',
    ],
  },
  {
    name: 'cycle: members of a oneof wait for those before them',
    text: `message Response { oneof k {
      string ⟦cycle: a⟧ = 1 [(tributary.v1.from).value = "b"];
      string b = 2 [(tributary.v1.from).value = "'x'"];
    } }`,
    says: [
      'values wait for each other: a -> b -> a (an arrow reads "waits for"; let one of them do without the other)',
    ],
  },
  {
    name: 'cycle: a message made inside itself without a source',
    text: `message Response { Node node = 1; }
      message Node { string x = 1 [(tributary.v1.from).value = "'x'"]; Node ⟦cycle: next⟧ = 2; }`,
    says: [
      'a message made inside itself, without a source that could end it: Node -> Node (give the field a value, leave it `unset`, or give the message a `source` that is none at some depth)',
    ],
  },
  {
    name: 'cycle: messages made inside each other without a source',
    text: `message Response { A a = 1; }
      message A { string x = 1 [(tributary.v1.from).value = "'x'"]; B b = 2; }
      message B { A ⟦cycle: a⟧ = 1; }`,
    says: [
      'a message made inside itself, without a source that could end it: A -> B -> A (give the field a value, leave it `unset`, or give the message a `source` that is none at some depth)',
    ],
  },
  {
    name: 'cycle: the response inside itself',
    text: `message Response { Response ⟦cycle: again⟧ = 1; string x = 2 [(tributary.v1.from).value = "'x'"]; }`,
    says: [
      'a message made inside itself, without a source that could end it: Response -> Response (give the field a value, leave it `unset`, or give the message a `source` that is none at some depth)',
    ],
  },
  {
    name: 'cycle: made inside itself with the same source',
    text: `message Response { Node node = 1 [(tributary.v1.from).value = "request.item"]; }
      message Node { string id = 1; string x = 2 [(tributary.v1.from).value = "'x'"]; Node ⟦cycle: again⟧ = 3; }`,
    says: [
      'a message made inside itself, without a source that could end it: Node -> Node (give the field a value, leave it `unset`, or give the message a `source` that is none at some depth)',
    ],
  },
  {
    name: 'a message inside itself from a field of its source ends with it',
    text: `message Response { Node node = 1 [(tributary.v1.from).call = "shop.v1.ShopService/GetTree"]; }
      message Node { string label = 1; Node next = 2; repeated Node children = 3; string x = 4 [(tributary.v1.from).value = "label"]; }`,
    says: [],
  },
  {
    name: 'a message inside itself with a source of its own may end with it',
    text: `message Response { Node node = 1; }
      message Node {
        option (tributary.v1.source) = { value: "request.item" when: "false" };
        string id = 1;
        Node next = 2;
      }`,
    says: [],
  },
  {
    name: 'a message inside itself with a source of its own that is the same at every depth',
    text: `message Response { Node node = 1; }
      message Node {
        option (tributary.v1.source) = { call: "shop.v1.ShopService/GetItem" args: "id = request.id" };
        string note = 1;
        Box box = 2;
      }
      message Box { Node ⟦cycle: node⟧ = 1; }`,
    says: [
      'a message made inside itself, without a source that could end it: Node -> Box -> Node (give the field a value, leave it `unset`, or give the message a `source` that is none at some depth)',
    ],
  },
  {
    name: 'a message inside itself with a source read from the one around it',
    text: `message Response { option (tributary.v1.source) = { call: "shop.v1.ShopService/GetTree" }; Node node = 1; }
      message Node {
        option (tributary.v1.source) = { value: "parent.source.next" };
        string label = 1;
        Node next = 2 [(tributary.v1.from) = {}];
      }`,
    says: [],
  },
  {
    name: 'what merely looks like a circle is none',
    text: `message Response {
      repeated El list = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/ListItems" select: "response.items" }];
      string first = 2 [(tributary.v1.from).value = "list[0].name"];
      string prefix = 3 [(tributary.v1.from).value = "request.id"];
    }
    message El { string id = 1; string name = 2 [(tributary.v1.from).value = "parent.prefix + id"]; }`,
    says: [],
  },
]);
