import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createFileRegistry } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CompiledProtos, compileProtos } from './compile-protos.ts';
import { renderProtoProblems } from './proto-problem.ts';

describe('compileProtos', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compile-protos-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function put(files: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  }

  function namesOf(compiled: CompiledProtos): string[] {
    if (compiled.kind === 'failed') throw new Error(renderProtoProblems(compiled.problems));
    return compiled.descriptors.file.map((file) => file.name);
  }

  const composed = `syntax = "proto3";
package shop.v1;
import "buf/validate/validate.proto";
import "google/rpc/code.proto";
import 'google/protobuf/timestamp.proto';
import "tributary/v1/compose.proto";
message Item {
  string id = 1 [(buf.validate.field).string.min_len = 1];
  google.rpc.Code code = 2;
  google.protobuf.Timestamp at = 3;
  string name = 4 [(tributary.v1.from).value = "'x'"];
}
`;

  it('finds the included protos, and brings along what they import, nothing else', async () => {
    await put({ 'shop/v1/shop.proto': composed });
    const compiled = await compileProtos(folder);
    expect(namesOf(compiled).sort()).toEqual([
      'buf/validate/validate.proto',
      'google/protobuf/descriptor.proto',
      'google/protobuf/duration.proto',
      'google/protobuf/field_mask.proto',
      'google/protobuf/timestamp.proto',
      'google/rpc/code.proto',
      'shop/v1/shop.proto',
      'tributary/v1/compose.proto',
    ]);
    if (compiled.kind === 'failed') throw new Error('unreachable');
    const registry = createFileRegistry(compiled.descriptors);
    expect(registry.getMessage('shop.v1.Item')?.fields.map((field) => field.name)).toEqual([
      'id',
      'code',
      'at',
      'name',
    ]);
    expect(registry.getExtension('tributary.v1.from')?.number).toBe(51234);
    const file = compiled.descriptors.file.find(({ name }) => name === 'shop/v1/shop.proto');
    expect(file?.sourceCodeInfo?.location.length).toBeGreaterThan(10);
    expect(compiled.text('shop/v1/shop.proto')).toBe(composed);
    expect(compiled.text('tributary/v1/compose.proto')).toContain('extend google.protobuf.MethodOptions');
    expect(compiled.text('nowhere.proto')).toBeUndefined();
  });

  it('prefers copies in the folder over the included ones', async () => {
    await put({
      'shop/v1/shop.proto':
        'syntax = "proto3"; package shop.v1; import "google/type/money.proto"; message A { google.type.Money m = 1; }',
      'google/type/money.proto': 'syntax = "proto3"; package google.type; message Money { string mine = 7; }',
      'google/api/http.proto': 'syntax = "proto3"; package google.api; message HttpRule { int32 mine = 1; }',
      'routes.proto': 'syntax = "proto3"; import "google/api/annotations.proto";',
    });
    const compiled = await compileProtos(folder);
    namesOf(compiled);
    if (compiled.kind === 'failed') throw new Error('unreachable');
    const registry = createFileRegistry(compiled.descriptors);
    expect(registry.getMessage('google.type.Money')?.fields.map(({ name }) => name)).toEqual(['mine']);
    expect(registry.getMessage('google.api.HttpRule')?.fields.map(({ name }) => name)).toEqual(['mine']);
    expect(registry.getExtension('google.api.http')?.message?.typeName).toBe('google.api.HttpRule');
  });

  it('tells every mistake with its place', async () => {
    await put({
      'a/a.proto': 'syntax = "proto3";\npackage a;\nmessage A {\n  Nothing x = 1;\n}\n',
      'b.proto': 'syntax = "proto3";\nimport "a/missing.proto";\nmessage B { string s = ; }\n',
    });
    const compiled = await compileProtos(folder);
    expect(compiled.kind).toBe('failed');
    if (compiled.kind === 'ok') throw new Error('unreachable');
    expect(compiled.problems).toEqual(
      expect.arrayContaining([
        { file: 'a/a.proto', line: 4, column: 3, message: expect.stringContaining('Nothing') },
        { file: 'b.proto', line: 2, column: 1, message: 'imported file does not exist' },
        expect.objectContaining({ file: 'b.proto', line: 3 }),
      ]),
    );
    expect(renderProtoProblems(compiled.problems, 'proto').split('\n')[0]).toMatch(/^proto\/a\/a\.proto:4:3: /);
  });

  it('says so where there is nothing to compile', async () => {
    const missing = join(folder, 'nowhere');
    expect(await compileProtos(missing)).toEqual({
      kind: 'failed',
      problems: [{ file: missing, line: 0, column: 0, message: expect.stringContaining('no such folder') }],
    });
    await put({ 'readme.md': '' });
    expect(await compileProtos(join(folder, 'readme.md'))).toMatchObject({
      problems: [{ message: expect.stringContaining('is not a folder') }],
    });
    expect(await compileProtos(folder)).toMatchObject({ problems: [{ message: 'has no .proto files' }] });
  });

  it('takes the folder as it is: no settings of buf, no packages of npm, links followed', async () => {
    await put({
      'own/a.proto': 'syntax = "proto3"; package a; message A {}',
      'own/buf.yaml': 'version: v2\nmodules:\n  - path: nowhere\ndeps: [buf.build/googleapis/googleapis]\n',
      'own/buf.work.yaml': 'version: v1\ndirectories: [nowhere]\n',
      'own/node_modules/other/broken.proto': 'broken',
      'own/.hidden/broken.proto': 'broken',
      'linked/b.proto': 'syntax = "proto3"; package b; message B {}',
    });
    await symlink(join(folder, 'linked'), join(folder, 'own/linked'));
    await symlink(join(folder, 'own'), join(folder, 'own/circle'));
    await symlink(join(folder, 'gone'), join(folder, 'own/dangling.proto'));
    expect(namesOf(await compileProtos(join(folder, 'own'))).sort()).toEqual(['a.proto', 'linked/b.proto']);
  });

  it('leaves nothing behind', async () => {
    const own = `tributary-protos-${String(process.pid)}-`;
    const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith(own)).sort();
    await put({ 'a.proto': 'syntax = "proto3"; message A { Nothing x = 1; }' });
    const before = await left();
    await compileProtos(folder);
    await put({ 'a.proto': 'syntax = "proto3"; message A {}' });
    await compileProtos(folder);
    expect([before, await left()]).toEqual([[], []]);
  });
});
