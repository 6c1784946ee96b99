import { describeFindings } from '../../test/finding-cases.ts';

/** A response with a field for each expression, as strings. */
function strings(...values: string[]): string {
  return `message Response {
    ${values.map((value, i) => `string s${i} = ${i + 1} [(tributary.v1.from).value = "${value}"];`).join('\n    ')}
  }`;
}

describeFindings('names', [
  {
    name: 'unknown-name: not in scope, and no such field',
    text: strings(
      '⟦unknown-name: movie⟧.title',
      'request.⟦unknown-name: idd⟧',
      'request.item.maker.⟦unknown-name: nmae⟧',
    ),
    says: [
      '"movie" is not in scope (in scope: s0, s1, s2, request, metadata)',
      'spec.v1.Request has no field "idd" (did you mean "id"?)',
      'shop.v1.Maker has no field "nmae" (did you mean "name"?)',
    ],
  },
  {
    name: 'unknown-name: names that are somewhere else',
    text: strings(
      '⟦unknown-name: source⟧',
      '⟦unknown-name: parent⟧.id',
      '⟦unknown-name: root⟧.s0',
      '⟦unknown-name: response⟧.id',
      '⟦unknown-name: error⟧.code',
    ),
    says: [
      'spec.v1.Response is not made from anything here: it has no "source"',
      'the response is in no other message: it has no "parent"',
      '"root" is this message itself: write the name alone',
      '"response" is the reply of a call: it can be read in `select` only',
      '"error" can be read in `errors` and `fallback` only',
    ],
  },
  {
    name: 'response is in select alone, error in errors and fallback alone',
    text: `message Response { shop.v1.Item item = 1 [(tributary.v1.from) = {
      call: "shop.v1.ShopService/GetItem"
      args: "id = ⟦unknown-name: response⟧.note"
      select: "⟦unknown-name: error⟧.code == '' ? response.item : response.item"
      when: "⟦unknown-name: error⟧.message == ''"
      fallback: "⟦unknown-name: response⟧.item"
      errors: { when: "error.code == 'NOT_FOUND' && ⟦unknown-name: response⟧.note == ''" message: "error.message + error.⟦unknown-name: text⟧" }
    }]; }`,
    says: [
      '"response" is the reply of a call: it can be read in `select` only',
      '"error" can be read in `errors` and `fallback` only',
      '"error" can be read in `errors` and `fallback` only',
      '"response" is the reply of a call: it can be read in `select` only',
      '"response" is the reply of a call: it can be read in `select` only',
      '"error" has no name "text" (error has: code, message)',
    ],
  },
  {
    name: 'parent, root and source inside',
    text: `message Response {
      option (tributary.v1.let) = { name: "greeting" from: { value: "'hi'" } };
      repeated Inner inner = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/ListItems" select: "response.items" }];
      string title = 2 [(tributary.v1.from).value = "greeting"];
    }
    message Inner {
      string id = 1;
      string a = 2 [(tributary.v1.from).value = "parent.title + root.title + parent.greeting + root.greeting + source.id + id"];
      Deep deep = 3;
    }
    message Deep {
      string title = 1;
      string b = 2 [(tributary.v1.from).value = "parent.parent.title + parent.a + parent.source.id + source.id + root.title"];
      string c = 3 [(tributary.v1.from).value = "parent.⟦unknown-name: b⟧"];
      string d = 4 [(tributary.v1.from).value = "root.⟦unknown-name: parent⟧.title"];
      string e = 5 [(tributary.v1.from).value = "parent.parent.⟦unknown-name: parent⟧.title"];
      string f = 6 [(tributary.v1.from).value = "parent.⟦unknown-name: request⟧.id"];
      string g = 7 [(tributary.v1.from).value = "parent.parent.⟦unknown-name: source⟧.id"];
    }`,
    says: [
      '"parent" has no name "b" (did you mean "a"?)',
      'the response is in no other message: it has no "parent"',
      'the response is in no other message: it has no "parent"',
      '"parent" has no name "request" (parent has: id, a, deep, source, parent)',
      'spec.v1.Response is not made from anything here: it has no "source"',
    ],
  },
  {
    name: 'metadata takes a literal key',
    text: strings(`metadata['x-user']`, `metadata[\\"X-User\\"] + ''`, `metadata[⟦bad-expression: request.id⟧]`),
    says: [
      'the key of metadata must be a literal (the keys that an answer depends on must be known before it is made)',
    ],
  },
  {
    name: 'a field that is named like a name of the language is legal and cannot be read',
    text: `message Response {
      string request = 1 [(tributary.v1.from).value = "request.id"];
      string source = 2 [(tributary.v1.from).value = "request + ''"];
      string in = 3 [(tributary.v1.from).value = "request.id"];
      string size = 4 [(tributary.v1.from).value = "request.id"];
      string s = 5 [(tributary.v1.from).value = "size + string(size(request.id))"];
    }`.replace('"request + \'\'"', '"request ⟦bad-expression: +⟧ \'\'"'),
    says: [
      'no overload of _+_ for spec.v1.Request and string (there is: int + int, uint + uint, double + double, google.protobuf.Duration + google.protobuf.Duration, google.protobuf.Timestamp + google.protobuf.Duration, google.protobuf.Duration + google.protobuf.Timestamp, string + string, bytes + bytes, ...)',
    ],
  },
  {
    name: 'what is wrong itself is not told again by those that read it',
    text: `message Response {
      option (tributary.v1.let) = { name: "a" from: { value: "request.⟦unknown-name: idd⟧" } };
      option (tributary.v1.let) = { name: "b" from: { value: "a + '!'" } };
      string c = 1 [(tributary.v1.from).value = "b + a"];
    }`,
    says: ['spec.v1.Request has no field "idd" (did you mean "id"?)'],
  },
  {
    name: 'a Completeness cannot be read',
    text: `message Response {
      tributary.v1.Completeness completeness = 1;
      bool all = 2 [(tributary.v1.from).value = "⟦unknown-name: completeness⟧.complete"];
    }`,
    says: ['the engine fills "completeness" when all else is known: it cannot be read'],
  },
  {
    name: 'tags of a method read the request and metadata, those of a call names of their message, too',
    text: `service SpecService { rpc Get(Request) returns (Response) {
      option idempotency_level = NO_SIDE_EFFECTS;
      option (tributary.v1.composite) = {
        cache: { ttl: "1s" tags: ["'a' + request.id", "metadata['x']", "⟦unknown-name: title⟧", "request.ids"] }
        invalidates: ["⟦unknown-name: title⟧", "⟦type-mismatch: request.count⟧"]
      };
    } }
    message Response {
      string title = 1 [(tributary.v1.from).value = "request.id"];
      shop.v1.Item item = 2 [(tributary.v1.from) = {
        call: "shop.v1.ShopService/GetItem" cache: { ttl: "1s" tags: "title" tags: "'x' + request.id" tags: "⟦unknown-name: response⟧.note" }
      }];
    }`,
    says: [
      'here only `request` and `metadata` can be read',
      'here only `request` and `metadata` can be read',
      'a tag is a string or a list of strings, and this is int32 (write string(…) around a number)',
      '"response" is the reply of a call: it can be read in `select` only',
    ],
  },
]);
