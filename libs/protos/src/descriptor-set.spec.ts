import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Edition, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import { decodeDescriptorSet, encodeDescriptorSet } from './descriptor-set.ts';

describe('decodeDescriptorSet', () => {
  const location = { path: [4, 0], span: [1, 2, 3], leadingComments: ' of A' };
  const set = create(FileDescriptorSetSchema, {
    file: [
      {
        name: 'a.proto',
        messageType: [{ name: 'A' }],
        sourceCodeInfo: { location: [location] },
        syntax: 'editions',
        edition: Edition.EDITION_2023,
      },
      { name: 'b.proto', dependency: ['a.proto'] },
    ],
  });
  const bytes = toBinary(FileDescriptorSetSchema, set);

  it('reads what is in the bytes, source info included', () => {
    const read = decodeDescriptorSet(bytes);
    expect(read).toEqual(fromBinary(FileDescriptorSetSchema, bytes));
    expect(read.file[0]?.sourceCodeInfo?.location[0]).toMatchObject(location);
    expect(read.file[1]?.sourceCodeInfo).toBeUndefined();
  });

  it('gives back the same bytes, source info asked for or not', () => {
    const asked = decodeDescriptorSet(bytes);
    expect(asked.file[0]?.sourceCodeInfo?.location).toHaveLength(1);
    for (const read of [decodeDescriptorSet(bytes), asked]) expect([...encodeDescriptorSet(read)]).toEqual([...bytes]);
  });

  it('merges source info that comes in parts, as protobuf does', () => {
    const part = toBinary(
      FileDescriptorProtoSchema,
      create(FileDescriptorProtoSchema, { sourceCodeInfo: { location: [location] } }),
    );
    const file = Buffer.concat([
      part,
      toBinary(FileDescriptorProtoSchema, create(FileDescriptorProtoSchema, { name: 'a.proto' })),
      part,
    ]);
    const read = decodeDescriptorSet(Buffer.concat([Buffer.from([0x0a, file.length]), file]));
    expect(read.file[0]?.name).toBe('a.proto');
    expect(read.file[0]?.sourceCodeInfo?.location).toHaveLength(2);
  });

  it('lets source info be taken out, and does without what cannot be read', () => {
    const [first] = decodeDescriptorSet(bytes).file;
    if (first === undefined) throw new Error('unreachable');
    delete first.sourceCodeInfo;
    expect(first.sourceCodeInfo).toBeUndefined();
    const broken = Buffer.from('0a070a01614a020aff', 'hex');
    expect(decodeDescriptorSet(broken).file[0]).toMatchObject({ name: 'a', sourceCodeInfo: undefined });
  });
});
