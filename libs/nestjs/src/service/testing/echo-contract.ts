import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { compileProtos } from '@tributary/protos';

const files = {
  'test/v1/echo.proto': `
    syntax = "proto3";
    package test.v1;
    import "buf/validate/validate.proto";
    import "test/v1/options.proto";
    service EchoService {
      rpc Echo(EchoRequest) returns (EchoResponse) {
        option idempotency_level = NO_SIDE_EFFECTS;
        option (audience) = "everyone";
      }
    }
    message EchoRequest {
      string text = 1 [(buf.validate.field).string.min_len = 2];
      repeated int32 numbers = 2 [(buf.validate.field).repeated.items.int32.gt = 0];
      oneof choice { string left = 3; string right = 4; }
    }
    message EchoResponse { string text = 1; Mood mood = 2; }
    enum Mood { MOOD_UNSPECIFIED = 0; MOOD_FINE = 1; }`,
  'test/v1/options.proto': `
    syntax = "proto3";
    package test.v1;
    import "google/protobuf/descriptor.proto";
    extend google.protobuf.MethodOptions { string audience = 50123; }`,
};

/** A small contract with rules, imports and a custom option, as a serialized descriptor set. */
export async function echoContract(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'echo-contract-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const compiled = await compileProtos(folder);
    if (compiled.kind === 'failed') throw new Error(JSON.stringify(compiled.problems));
    return toBinary(FileDescriptorSetSchema, compiled.descriptors);
  } finally {
    await rm(folder, { recursive: true });
  }
}
