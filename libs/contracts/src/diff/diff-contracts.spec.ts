import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clone, createFileRegistry } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import { compileProto } from '../../../../test/support/compile-proto.ts';
import type { Change } from './change.ts';
import { diffContracts } from './diff-contracts.ts';

/** What the change of one file is, each change in a line. */
function told(base: string, head: string): readonly string[] {
  return diff(base, head).map(lineOf);
}

function diff(base: string, head: string): readonly Change[] {
  const compile = (text: string) => compileProto({ 'a.proto': `${preamble}\n${text}` }).descriptors;
  return diffContracts(compile(base), compile(head));
}

const preamble = `syntax = "proto3"; package a;
import "buf/validate/validate.proto"; import "google/api/annotations.proto"; import "google/api/field_behavior.proto";
import "tributary/v1/compose.proto"; import "google/protobuf/descriptor.proto"; import "google/protobuf/duration.proto";
extend google.protobuf.FieldOptions { string owner = 50001; }
message Film { string id = 1; } message Ask { string id = 1; repeated string ids = 2; }
service Films { rpc Get(Ask) returns (Film) { option idempotency_level = NO_SIDE_EFFECTS; } }`;

function lineOf({ kind, symbol, detail, before, after, effects }: Change): string {
  const levels = Object.entries(effects).map(([name, level]) => `${name} ${level}`);
  const words = [kind, symbol, detail, before, '->', after, `(${levels.join(', ')})`];
  return words.filter((word) => word !== undefined).join(' ');
}

const rules = (text: string) => `message M { string s = 1 ${text === '' ? '' : `[(buf.validate.field)${text}]`}; }`;
const numeric = (text: string) => `message M { int32 n = 1 ${text === '' ? '' : `[(buf.validate.field)${text}]`}; }`;
const kinds = (changes: readonly Change[]) => changes.map(({ kind, detail }) => `${kind} ${detail ?? ''}`.trim());

describe('tells what changed', () => {
  it('with its number, both names, and the places on both sides', () => {
    const [change] = diff('message M {\n  string title = 3;\n}', 'message M {\n\n    string name = 3;\n}');
    expect(change).toEqual({
      kind: 'field-renamed',
      element: 'field',
      symbol: 'a.M.title',
      number: 3,
      detail: undefined,
      before: 'title',
      after: 'name',
      base: { symbol: 'a.M.title', place: { file: 'a.proto', line: 8, column: 10 } },
      head: { symbol: 'a.M.name', place: { file: 'a.proto', line: 9, column: 12 } },
      effects: { json: 'breaking', source: 'breaking', mask: 'breaking' },
      bufRules: ['FIELD_SAME_JSON_NAME', 'FIELD_SAME_NAME'],
    });
  });

  it('of an option at the option', () => {
    const [change] = diff('message M { string s = 1; }', 'message M {\n string s = 1 [\n  deprecated = true];\n}');
    expect(change?.kind).toBe('deprecated');
    expect(change?.head?.place).toEqual({ file: 'a.proto', line: 9, column: 3 });
    expect(change?.base?.place).toEqual({ file: 'a.proto', line: 7, column: 20 });
  });

  it('of a rename by name alone, where the JSON name was pinned', () => {
    expect(told('message M { string title = 1; }', 'message M { string name = 1 [json_name = "title"]; }')).toEqual([
      'field-renamed a.M.title title -> name (source breaking, mask breaking)',
    ]);
  });

  it('of a type by what can be read as what', () => {
    expect(told('message M { int32 n = 1; }', 'message M { int64 n = 1; }')).toEqual([
      'field-type-changed a.M.n int32 -> int64 (wire risky, json risky, source breaking, semantic risky)',
    ]);
    expect(told('message M { int32 n = 1; }', 'message M { sint32 n = 1; }')).toEqual([
      'field-type-changed a.M.n int32 -> sint32 (wire breaking, json risky, source harmless, semantic risky)',
    ]);
  });

  it('of a removal more mildly where the number is reserved', () => {
    expect(told('message M { string s = 1; }', 'message M { reserved 1; }')).toEqual([
      'reserved-added a.M -> 1 (source harmless)',
      'field-removed a.M.s string s = 1 -> (wire harmless, json breaking, source breaking, semantic breaking, mask breaking)',
    ]);
  });
});

describe('recognises renames', () => {
  it('of a message and what is in it, and says what changed in it besides', () => {
    const message = (name: string, more: string) =>
      `message Holder { ${name} it = 1; } message ${name} { string one = 1; Inner two = 2; ${more} message Inner { int32 id = 1; } }`;
    expect(told(message('Old', ''), message('New', 'int32 three = 3;'))).toEqual([
      'field-type-renamed a.Holder.it a.Old -> a.New (source breaking)',
      'field-added a.New.three -> int32 three = 3 (wire harmless, json risky, source harmless)',
      'message-renamed a.Old a.Old -> a.New (json risky, source breaking, wire risky)',
      'message-renamed a.Old.Inner a.Old.Inner -> a.New.Inner (json risky, source breaking, wire risky)',
      'field-type-renamed a.Old.two a.Old.Inner -> a.New.Inner (source breaking)',
    ]);
  });

  it('but not of messages that have little in common', () => {
    const found = diff('message Old { string one = 1; }', 'message New { bytes other = 1; int64 more = 2; }');
    expect(kinds(found)).toEqual(['message-added', 'message-removed']);
  });

  it('nor of one that stays', () => {
    const one = 'message Old { string one = 1; int32 two = 2; int32 three = 3; }';
    expect(kinds(diff(one, `${one} ${one.replace('Old', 'New')}`))).toEqual(['message-added']);
  });
});

describe('tells of what looks harmless', () => {
  it('pages', () => {
    const service = (more: string) =>
      `message Answer { repeated Film films = 1; ${more} } service S { rpc List(Ask) returns (Answer); }`;
    expect(kinds(diff(service(''), service('string next_page_token = 2;')))).toEqual([
      'field-added',
      'method-pagination-added',
    ]);
  });

  it('promises about side effects', () => {
    const method = (level: string) =>
      `service S { rpc Get(Ask) returns (Film) { option idempotency_level = ${level}; } }`;
    expect(told(method('NO_SIDE_EFFECTS'), method('IDEMPOTENT'))).toEqual([
      'method-idempotency-changed a.S.Get NO_SIDE_EFFECTS -> IDEMPOTENT (semantic breaking)',
    ]);
    expect(told(method('IDEMPOTENCY_UNKNOWN'), method('IDEMPOTENT'))).toEqual([
      'method-idempotency-changed a.S.Get IDEMPOTENCY_UNKNOWN -> IDEMPOTENT (semantic risky)',
    ]);
  });

  it('presence', () => {
    expect(told('message M { int32 n = 1; }', 'message M { optional int32 n = 1; }')).toEqual([
      'field-presence-changed a.M.n implicit -> explicit (json risky, source breaking, semantic breaking)',
    ]);
  });

  it('a oneof that takes values away, and one that does not', () => {
    const oneof = (text: string) => `message M { ${text} }`;
    expect(told(oneof('string a = 1; string b = 2;'), oneof('oneof it { string a = 1; string b = 2; }'))).toContain(
      'field-oneof-changed a.M.a -> it (wire risky, source breaking, semantic breaking)',
    );
    expect(told(oneof('string a = 1;'), oneof('oneof it { string a = 1; string b = 2; }'))).toContain(
      'field-oneof-changed a.M.a -> it (wire harmless, source breaking, semantic risky)',
    );
  });

  it('what a field demands of callers', () => {
    const field = (text: string) => `message M { string s = 1 ${text}; }`;
    const required = field('[(google.api.field_behavior) = REQUIRED]');
    const detail = 'google.api.field_behavior.REQUIRED';
    expect(kinds(diff(field(''), required))).toEqual([`field-behavior-tightened ${detail}`]);
    expect(kinds(diff(required, field('')))).toEqual([`field-behavior-loosened ${detail}`]);
  });

  it('HTTP forms that are gone, and those that came', () => {
    const method = (text: string) =>
      `service S { rpc Get(Ask) returns (Film) { option (google.api.http) = { ${text} }; } }`;
    const [one, both] = [method('get: "/a"'), method('get: "/b" additional_bindings: { get: "/a" }')];
    expect(diff(one, both).map(({ effects }) => effects)).toEqual([{ json: 'harmless' }]);
    expect(diff(both, one).map(({ effects }) => effects)).toEqual([{ json: 'breaking' }]);
  });

  it('options that it does not know, by their path', () => {
    const field = (text: string) => `message M { string s = 1 ${text}; }`;
    expect(told(field('[(owner) = "us"]'), field('[(owner) = "them"]'))).toEqual([
      'option-changed a.M.s a.owner "us" -> "them" (source risky, semantic risky)',
    ]);
  });
});

describe('compares rules of validation by the values that they take', () => {
  it.each([
    ['', '.string.min_len = 1', 'tightened'],
    ['.string.min_len = 3', '.string.min_len = 2', 'loosened'],
    ['.string.max_len = 3', '.string.max_len = 2', 'tightened'],
    ['.string.max_len = 3', '', 'loosened'],
    ['.string.pattern = "a"', '.string.pattern = "b"', 'changed'],
    ['', '.string.email = true', 'tightened'],
    ['.string.email = true', '.string.email = false', 'loosened'],
    ['.required = true', '', 'loosened'],
    ['.string = { in: ["a", "b"] }', '.string = { in: ["b"] }', 'tightened'],
    ['.string = { in: ["a", "b"] }', '.string = { in: ["b", "c"] }', 'changed'],
    ['.string = { not_in: ["a", "b"] }', '.string = { not_in: ["b"] }', 'loosened'],
    ['', '.string = { in: ["a"] }', 'tightened'],
    ['.string = { in: ["a"] }', '', 'loosened'],
    ['.ignore = IGNORE_ALWAYS', '', 'tightened'],
    ['', '.cel = { id: "x", expression: "this != \'\'" }', 'tightened'],
    ['.cel = { id: "x", expression: "true" }', '.cel = { id: "x", expression: "false" }', 'changed'],
  ])('%s to %s', (before, after, judgement) => {
    expect(diff(rules(before), rules(after)).map(({ kind }) => kind)).toEqual([`validation-${judgement}`]);
  });

  it.each([
    ['.int32.gt = 4', '.int32.gte = 6', 'validation-tightened'],
    ['.int32 = { gte: 1 lte: 9 }', '.int32 = { gte: 1 lte: 10 }', 'validation-loosened'],
    ['.int32 = { gt: 9 lt: 1 }', '.int32 = { gt: 8 lt: 1 }', 'validation-changed'],
  ])('%s to %s', (before, after, kind) => {
    expect(diff(numeric(before), numeric(after)).map((change) => change.kind)).toEqual([kind]);
  });

  it.each([
    [numeric('.int32.gt = 4'), numeric('.int32.gte = 5')],
    [rules('.string = { in: ["a", "b"] }'), rules('.string = { in: ["b", "a"] }')],
    [rules('.required = false'), rules('')],
    [rules('.string = {}'), rules('')],
  ])('%s is %s', (before, after) => {
    expect(told(before, after)).toEqual([]);
  });
});

describe('compares compositions by what they mean', () => {
  const composed = (options: string) =>
    `message Page { Film film = 1 [(tributary.v1.from) = { call: "a.Films/Get" ${options} }]; }`;

  it.each([
    ['args: "id = request.id" timeout: "1s"', 'timeout: "1000ms" args: ["id=request.id"]'],
    ['args: ["id = \'x\'", "ids = request.ids"]', 'args: ["ids = (request.ids)", "id = \\"x\\""]'],
    ['fallback: "response"', 'fallback: "response" optional: true'],
    ['retry: {}', 'retry: { attempts: 3 backoff: "0.025s" codes: UNAVAILABLE }'],
    ['absent: [NOT_FOUND, OUT_OF_RANGE]', 'absent: [OUT_OF_RANGE, NOT_FOUND]'],
    ['forward: ["x-user", "a"]', 'forward: ["A", "X-User"]'],
    ['cache: { ttl: "1m" tags: ["\'a\'", "\'b\'"] }', 'cache: { tags: ["\\"b\\"", "\'a\'"] ttl: "60s" }'],
    ['batch: { match: "id" }', 'batch: { match: "id" max_keys: 100 }'],
  ])('%s is %s', (before, after) => {
    expect(told(composed(before), composed(after))).toEqual([]);
  });

  it.each([
    ['timeout: "1s"', 'timeout: "2s"', 'tributary.v1.from.timeout'],
    ['args: "id = request.id"', 'args: "id = request.ids[0]"', 'tributary.v1.from.args[id]'],
    ['', 'retry: {}', 'tributary.v1.from.retry'],
    ['cache: { ttl: "1m" }', 'cache: { ttl: "2m" }', 'tributary.v1.from.cache.ttl'],
    [
      'errors: [{ codes: NOT_FOUND code: INTERNAL }, { code: ABORTED }]',
      'errors: [{ codes: NOT_FOUND code: ABORTED }, { code: ABORTED }]',
      'tributary.v1.from.errors[0].code',
    ],
  ])('%s is not %s', (before, after, detail) => {
    expect(kinds(diff(composed(before), composed(after)))).toEqual([`composition-changed ${detail}`]);
  });

  it('lets by their names, whatever their order', () => {
    const lets = (...names: readonly string[]) =>
      `message Page { ${names.map((name) => `option (tributary.v1.let) = { name: "${name}" from: { value: "1" } };`).join(' ')} int32 n = 1 [(tributary.v1.from).value = "a"]; }`;
    expect(told(lets('a', 'b'), lets('b', 'a'))).toEqual([]);
    expect(kinds(diff(lets('a', 'b'), lets('a')))).toEqual(['composition-changed tributary.v1.let[b]']);
  });

  it('says what is composed now, and what is not any more', () => {
    const plain = 'message Page { Film film = 1; }';
    expect(kinds(diff(plain, composed('')))).toEqual(['composition-added tributary.v1.from']);
    expect(kinds(diff(composed(''), plain))).toEqual(['composition-removed tributary.v1.from']);
  });
});

it('says nothing of a real contract and itself', () => {
  const folder = fileURLToPath(new URL('../../../../proto/', import.meta.url));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.proto'));
  const files = Object.fromEntries(
    names.map((name) => [name.replaceAll(sep, '/'), readFileSync(folder + name, 'utf8')]),
  );
  const { descriptors } = compileProto(files);
  expect(diffContracts(descriptors, descriptors)).toEqual([]);
  expect(diffContracts(descriptors, createFileRegistry(clone(FileDescriptorSetSchema, descriptors)))).toEqual([]);
});

it('does without source info', () => {
  const bare = (text: string) => {
    const { descriptors } = compileProto({ 'bare.proto': `syntax = "proto3"; ${text}` });
    for (const file of descriptors.file) delete file.sourceCodeInfo;
    return descriptors;
  };
  const [change] = diffContracts(bare('message M { }'), bare('message M { string s = 1; }'));
  expect(change?.head?.place).toEqual({ file: 'bare.proto', line: 0, column: 0 });
});

it('does not tell of imports of what everyone has, but of all others', () => {
  const files = (text: string) => compileProto({ 'a.proto': text, 'b.proto': 'syntax = "proto3"; package b;' });
  const before = files('syntax = "proto3"; import "google/rpc/code.proto"; message M { google.rpc.Code code = 1; }');
  const after = files('syntax = "proto3"; import "b.proto"; message M { }');
  expect(kinds(diffContracts(before.descriptors, after.descriptors))).toEqual([
    'field-removed',
    'file-imports-changed b.proto',
    'file-imports-changed google/rpc/code.proto',
  ]);
});
