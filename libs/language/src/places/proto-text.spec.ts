import { describe, expect, it } from '@jest/globals';
import { readProtoText, type TextOption, type TextValue } from './proto-text.ts';

/** Each element with the text of its name, and each value of its options behind the path that leads to it. */
function seen(text: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [key, { name, options }] of readProtoText(text)) {
    found[`${key} @ ${text.slice(name.start, name.end)}`] = options.flatMap((option) => valuesOf(text, option));
  }
  return found;
}

function valuesOf(text: string, { extension, path, value, span }: TextOption): string[] {
  const written = text.slice(span.start, span.end);
  const start = [extension === '' ? '' : `(${extension})`, ...path].filter((part) => part !== '').join('.');
  return flatten(text, value, start).map((line) => `${line} @ ${written}`);
}

function flatten(text: string, value: TextValue, path: string): string[] {
  switch (value.kind) {
    case 'scalar': {
      const strings = value.strings.map(({ start, end }) => text.slice(start, end));
      return [`${path} = ${strings.length > 0 ? strings.join(' & ') : text.slice(value.span.start, value.span.end)}`];
    }
    case 'list':
      return value.items.flatMap((item, i) => flatten(text, item, `${path}[${i}]`));
    case 'message':
      return value.entries.length === 0
        ? [`${path} = {}`]
        : value.entries.flatMap((entry) => flatten(text, entry.value, `${path}.${entry.key}`));
  }
}

describe('readProtoText', () => {
  it('finds messages, fields, oneofs, nested messages, enums and methods', () => {
    const text = `
      syntax = "proto3"; package a.b.v1; import public "x.proto";
      option java_package = "x";
      message Outer {
        reserved 5, 6 to 8; reserved "old";
        string plain = 1;
        optional int32 maybe = 2;
        repeated .a.b.v1.Outer.Inner many = 3;
        map < string , Inner > pairs = 4;
        oneof choice { option (x.y) = 1; string left = 9; Inner right = 10; }
        message Inner { message Deep { bool yes = 1; } Deep deep = 1; }
        enum Kind { option allow_alias = true; KIND_ZERO = 0; KIND_ONE = 1 [deprecated = true]; reserved 4; }
        Kind kind = 11;
      }
      service Svc { rpc Do(Outer) returns (stream Outer); rpc Do2 ( stream Outer ) returns ( Outer ) { } }
      message After {}`;
    expect(Object.keys(seen(text))).toEqual([
      'message Outer @ Outer',
      'field Outer.plain @ plain',
      'field Outer.maybe @ maybe',
      'field Outer.many @ many',
      'field Outer.pairs @ pairs',
      'field Outer.left @ left',
      'field Outer.right @ right',
      'message Outer.Inner @ Inner',
      'message Outer.Inner.Deep @ Deep',
      'field Outer.Inner.Deep.yes @ yes',
      'field Outer.Inner.deep @ deep',
      'field Outer.kind @ kind',
      'rpc Svc.Do @ Do',
      'rpc Svc.Do2 @ Do2',
      'message After @ After',
    ]);
  });

  it('takes fields that are named like words of the language', () => {
    const text = `message M {
      string message = 1; string option = 2; string service = 3; string rpc = 4; string enum = 5; string oneof = 6;
      string extend = 7; string reserved = 8; string package = 9; string syntax = 10; string import = 11;
      string group = 12; string extensions = 13; string edition = 14; string returns = 15; map<string, int32> map = 16;
      message message { string message = 1; } message one = 17; optional optional = 18;
    }`;
    expect(
      Object.keys(seen(text))
        .filter((key) => key.startsWith('field M.'))
        .map((key) => key.split(' @ ')[1]),
    ).toEqual(
      `message option service rpc enum oneof extend reserved package syntax import group extensions edition returns map
       message one optional`.split(/\s+/),
    );
  });

  it('takes what proto2 and editions have besides: groups, labels, extensions, defaults', () => {
    const text = `edition = "2023";
      message M {
        required string a = 1 [default = "x]"];
        optional group Result = 2 [(o).value = "v"] { optional string url = 1 [(o).value = "u"]; }
        extensions 100 to max [declaration = { number: 100, full_name: ".x" }];
        extend Other { optional string inside = 101 [(o).value = "e"]; }
        string last = 3 [features.field_presence = IMPLICIT, (o).value = "l"];
      }
      extend google.protobuf.FieldOptions { Source from = 51234; }
      message N { oneof c { group G = 4 { string g = 1; } } }`;
    expect(seen(text)).toEqual({
      'message M @ M': [],
      'field M.a @ a': ['default = "x]" @ default'],
      'field M.result @ Result': ['(o).value = "v" @ (o).value'],
      'message M.Result @ Result': [],
      'field M.Result.url @ url': ['(o).value = "u" @ (o).value'],
      'field M.(extension).inside @ inside': ['(o).value = "e" @ (o).value'],
      'field M.last @ last': [
        'features.field_presence = IMPLICIT @ features.field_presence',
        '(o).value = "l" @ (o).value',
      ],
      'field (extension).from @ from': [],
      'message N @ N': [],
      'field N.g @ G': [],
      'message N.G @ G': [],
      'field N.G.g @ g': [],
    });
  });

  it.each([
    [
      'an aggregate',
      `(from) = { value: "v" optional: true }`,
      ['(from).value = "v" @ (from)', '(from).optional = true @ (from)'],
    ],
    ['the short form', `(from).value = "v"`, ['(from).value = "v" @ (from).value']],
    ['the short form, deep', `(from).cache.ttl = "1s"`, ['(from).cache.ttl = "1s" @ (from).cache.ttl']],
    [
      'spaces and comments in the name',
      `( .a.v1 . from ) /* x */ . value = "v"`,
      ['(a.v1.from).value = "v" @ ( .a.v1 . from ) /* x */ . value'],
    ],
    [
      'a list',
      `(from) = { args: ["a = b", "c = d",] }`,
      ['(from).args[0] = "a = b" @ (from)', '(from).args[1] = "c = d" @ (from)'],
    ],
    [
      'a list of messages',
      `(from) = { errors: [{ code: 5 }, < code: NOT_FOUND >] }`,
      ['(from).errors[0].code = 5 @ (from)', '(from).errors[1].code = NOT_FOUND @ (from)'],
    ],
    [
      'repeated keys',
      `(from) = { args: "a = b" args: "c = d" }`,
      ['(from).args = "a = b" @ (from)', '(from).args = "c = d" @ (from)'],
    ],
    ['adjacent strings', `(from) = { value: "a" 'b'\n  "c" }`, [`(from).value = "a" & 'b' & "c" @ (from)`]],
    [
      'quotes and brackets in strings',
      `(from) = { value: "a\\"}]" when: '"\\'>;' }`,
      ['(from).value = "a\\"}]" @ (from)', `(from).when = '"\\'>;' @ (from)`],
    ],
    [
      'comments between',
      `(from) = { // "no }\n value /* : */ : /* "x" */ "v" // ]\n }`,
      ['(from).value = "v" @ (from)'],
    ],
    ['# comments are none in a proto', `(from) = { value: "# v" }`, ['(from).value = "# v" @ (from)']],
    [
      'separators',
      `(from) = { value: "v", optional: true; when: "w", }`,
      ['(from).value = "v" @ (from)', '(from).optional = true @ (from)', '(from).when = "w" @ (from)'],
    ],
    [
      'messages without a colon',
      `(from) = { cache { ttl: "1s" } batch <match: "id"> }`,
      ['(from).cache.ttl = "1s" @ (from)', '(from).batch.match = "id" @ (from)'],
    ],
    [
      'angle brackets',
      `(from) = < value: "v" cache: < ttl: "1s" > >`,
      ['(from).value = "v" @ (from)', '(from).cache.ttl = "1s" @ (from)'],
    ],
    ['empty messages', `(from) = {}`, ['(from) = {} @ (from)']],
    [
      'numbers and names',
      `(from) = { a: -1 b: - 2.5e+3 c: inf d: -inf e: 0x1F f: .5 }`,
      ['a = -1', 'b = - 2.5e+3', 'c = inf', 'd = -inf', 'e = 0x1F', 'f = .5'].map((one) => `(from).${one} @ (from)`),
    ],
    [
      'extension keys and Any',
      `(from) = { [a.v1.x]: 1 [type.googleapis.com/a.B] { c: 2 } }`,
      ['(from).a.v1.x = 1 @ (from)', '(from).type.googleapis.com/a.B.c = 2 @ (from)'],
    ],
    [
      'several options',
      `deprecated = true, (from).value = "v", (other) = 3`,
      ['deprecated = true @ deprecated', '(from).value = "v" @ (from).value', '(other) = 3 @ (other)'],
    ],
    [
      'several short forms',
      `(from).call = "c", (from).args = "a = b", (from).args = "c = d"`,
      ['(from).call = "c" @ (from).call', '(from).args = "a = b" @ (from).args', '(from).args = "c = d" @ (from).args'],
    ],
    [
      'text beyond ASCII',
      `(from) = { value: "'😀é' + x" when: "ü" }`,
      [`(from).value = "'😀é' + x" @ (from)`, '(from).when = "ü" @ (from)'],
    ],
    ['tabs and CRLF', `(from)\t=\r\n\t{\r\n\tvalue:\t"v"\r\n}`, ['(from).value = "v" @ (from)']],
  ])('reads %s', (_, option, expected) => {
    expect(seen(`message M { string f = 1 [${option}]; string g = 2; }`)).toEqual({
      'message M @ M': [],
      'field M.f @ f': expected,
      'field M.g @ g': [],
    });
  });

  it('gives the options of messages and methods to them', () => {
    const text = `
      message M {
        option (let) = { name: "a" from: { value: "1" } };
        option (tributary.v1.let) = { name: "b" };
        option (require) = { that: "x" };
        option (source).value = "s";
        string f = 1;
        message Inner { option (require) = { that: "y" }; }
        option deprecated = true;
      }
      service S {
        option (svc) = 1;
        rpc A(M) returns (M) { option idempotency_level = NO_SIDE_EFFECTS; option (composite) = { cache: { ttl: "1s" } }; }
        rpc B(M) returns (M) { option (composite).timeout = "1s"; ; }
      }`;
    expect(seen(text)).toEqual({
      'message M @ M': [
        '(let).name = "a" @ (let)',
        '(let).from.value = "1" @ (let)',
        '(tributary.v1.let).name = "b" @ (tributary.v1.let)',
        '(require).that = "x" @ (require)',
        '(source).value = "s" @ (source).value',
        'deprecated = true @ deprecated',
      ],
      'field M.f @ f': [],
      'message M.Inner @ Inner': ['(require).that = "y" @ (require)'],
      'rpc S.A @ A': [
        'idempotency_level = NO_SIDE_EFFECTS @ idempotency_level',
        '(composite).cache.ttl = "1s" @ (composite)',
      ],
      'rpc S.B @ B': ['(composite).timeout = "1s" @ (composite).timeout'],
    });
  });

  it.each([
    ['', []],
    ['message', []],
    ['message M { string a = 1 [(from) = { value: "unfinished', ['message M', 'field M.a']],
    ['message M { } } message N { string a = 1; }', ['message M', 'message N', 'field N.a']],
    ['message M { string a = ; string b = 2; }', ['message M', 'field M.a', 'field M.b']],
    ['/* never closed message M {}', []],
    [']]}}>><<([{', []],
  ])('does not fall over %j', (text, keys) => {
    expect([...readProtoText(text).keys()]).toEqual(expect.arrayContaining(keys));
  });
});
