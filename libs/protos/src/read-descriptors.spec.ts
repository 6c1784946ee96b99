import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, createFileRegistry, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readDescriptors } from './read-descriptors.ts';

describe('readDescriptors', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'read-descriptors-'));
    path = join(folder, 'set.binpb');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const file = (name: string, dependency: string[] = []) =>
    create(FileDescriptorProtoSchema, {
      name,
      dependency,
      syntax: 'proto3',
      messageType: [{ name: name.slice(0, 1) }],
    });
  const setOf = (...files: ReturnType<typeof file>[]) =>
    toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: files }));

  it('reads a set, in whatever order its files stand', async () => {
    await writeFile(path, setOf(file('A.proto', ['B.proto']), file('B.proto')));
    const read = await readDescriptors(path);
    if (read.kind === 'failed') throw new Error(JSON.stringify(read.problems));
    expect(read.descriptors.file.map(({ name }) => name)).toEqual(['B.proto', 'A.proto']);
    expect([...createFileRegistry(read.descriptors).files]).toHaveLength(2);
    expect(read.text('A.proto')).toBeUndefined();
  });

  it.each([
    ['is not there', undefined, /^there is no such file$/],
    ['is empty', new Uint8Array(), /^is empty; make one with `buf build/],
    ['is a text', Buffer.from('syntax = "proto3";'), /^is not a descriptor set; make one/],
    ['is another message', Buffer.from('120408961234', 'hex'), /^is not a descriptor set; make one/],
    [
      'lacks an import',
      setOf(file('A.proto', ['B.proto'])),
      /^A.proto imports B.proto, which the set does not hold; make/,
    ],
  ])('says so where the file %s', async (_case, bytes, message) => {
    if (bytes !== undefined) await writeFile(path, bytes);
    const read = await readDescriptors(path);
    expect(read).toEqual({
      kind: 'failed',
      problems: [{ file: path, line: 0, column: 0, message: expect.stringMatching(message) }],
    });
  });

  it('says so where the file is a folder', async () => {
    expect(await readDescriptors(folder)).toMatchObject({ problems: [{ message: 'cannot be read (EISDIR)' }] });
  });
});
