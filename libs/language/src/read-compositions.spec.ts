import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { compileProto } from '../../../test/support/compile-proto.ts';
import { readSpec } from '../test/read-spec.ts';
import { readCompositions } from './read-compositions.ts';

const protoRoot = fileURLToPath(new URL('../../../proto/', import.meta.url));

function repositoryProtos(): Record<string, string> {
  const names = readdirSync(protoRoot, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.proto'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(protoRoot + name, 'utf8')]));
}

describe('readCompositions', () => {
  it('finds nothing wrong with the reference system', () => {
    const { compositions, findings } = readCompositions(compileProto(repositoryProtos()));
    expect(findings).toEqual([]);
    expect(compositions.map(({ method }) => method.name)).toEqual(['GetMoviePage', 'PlanEvening', 'SearchMovies']);
  });

  it('reads the same twice', () => {
    const compiled = compileProto(repositoryProtos());
    const shape = () =>
      JSON.stringify(
        readCompositions(compiled).compositions.map(({ response, calls, metadataKeys }) => ({
          slots: response.slots.map((slot) => ({ kind: slot.kind, name: slot.name })),
          calls: calls.map(({ name }) => name),
          metadataKeys,
        })),
      );
    expect(shape()).toBe(shape());
  });

  it('reports every finding, by place, and leaves what is sound', () => {
    const { findings, compositions } = readSpec(`
      message Response {
        string d = 4 [(tributary.v1.from).value = "request.zzz"];
        string a = 1 [(tributary.v1.from) = { call: "no.Such/Thing" optional_elements: true when: "1" fallback: "2" }];
        string b = 2;
        string c = 3 [(tributary.v1.from).value = "request.id"];
      }`);
    expect(findings.map(({ rule }) => rule)).toEqual([
      'unknown-name',
      'unknown-call',
      'bad-option',
      'type-mismatch',
      'type-mismatch',
      'no-source',
    ]);
    expect(compositions[0]?.response.slots.map(({ name }) => name)).toEqual(['c', 'source']);
  });

  it('tells which methods a finding is of', () => {
    const { findings, findingsByMethod } = readSpec(`
      service SpecService {
        rpc Get(Request) returns (Response) { option (tributary.v1.composite) = {}; }
        rpc Other(Request) returns (Response) { option (tributary.v1.composite) = {}; }
        rpc Sound(Request) returns (Fine) { option (tributary.v1.composite) = {}; }
      }
      message Response { string a = 1 [(tributary.v1.from).value = "request.zzz"]; }
      message Fine { string a = 1 [(tributary.v1.from).value = "request.id"]; }`);
    expect(findings).toHaveLength(1);
    expect([...findingsByMethod].map(([{ name }, found]) => [name, found])).toEqual([
      ['Get', findings],
      ['Other', findings],
      ['Sound', []],
    ]);
  });

  it('takes composed messages from proto2 and editions, groups and required fields', () => {
    const { findings } = readCompositions(
      compileProto({
        'old.proto': `syntax = "proto2"; package old.v1; import "tributary/v1/compose.proto";
          service OldService { rpc Get(Request) returns (Response) { option (tributary.v1.composite) = {}; } }
          message Request { required string id = 1; optional group Filter = 2 { optional int32 size = 1; } }
          message Response {
            required string id = 1 [(tributary.v1.from).value = "request.id"];
            optional group Inner = 2 [(tributary.v1.from).value = "request.filter"] { optional int64 size = 1; }
            optional string wrong = 3 [(tributary.v1.from).value = "request.nope"];
          }`,
        'new.proto': `edition = "2023"; package new.v1; import "tributary/v1/compose.proto";
          service NewService { rpc Get(Request) returns (Response) { option (tributary.v1.composite) = {}; } }
          message Request { string id = 1 [features.field_presence = LEGACY_REQUIRED]; Request inner = 2 [features.message_encoding = DELIMITED]; }
          message Response { string id = 1 [features.field_presence = IMPLICIT, (tributary.v1.from).value = "request.inner.idd"]; }`,
      }),
    );
    expect(findings.map(({ file, rule, message }) => `${file} ${rule}: ${message}`)).toEqual([
      'new.proto unknown-name: new.v1.Request has no field "idd"',
      'old.proto unknown-name: old.v1.Request has no field "nope"',
    ]);
  });
});
