import { fileURLToPath } from 'node:url';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Server, ServerCredentials, type ServerUnaryCall } from '@grpc/grpc-js';
import { ServedComposite } from '../served-composite.ts';

const protos = fileURLToPath(new URL('protos', import.meta.url));
const same = (bytes: Buffer): Buffer => bytes;

/** `grpc.testing.TestService` by a composite in a process of its own, and its backend. */
export interface TestingComposite {
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts it. */
export async function startTestingComposite(): Promise<TestingComposite> {
  const backend = new Server();
  const path = '/backend.v1.BackendService/UnaryCall';
  const coding = {
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  backend.addService(
    { UnaryCall: { path, requestStream: false, responseStream: false, ...coding } },
    {
      UnaryCall: ({ request }: ServerUnaryCall<Buffer, Buffer>, done: (error: null, reply: Buffer) => void) => {
        const payload = new BinaryWriter()
          .tag(2, WireType.LengthDelimited)
          .bytes(new Uint8Array(responseSize(request)))
          .finish();
        done(null, Buffer.from(new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(payload).finish()));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    backend.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  const upstreams = { 'backend.v1.*': { address: `127.0.0.1:${port}` } };
  const composite = await ServedComposite.start({
    proto: protos,
    configuration: { upstreams, limits: { late: '1m' } },
  });
  return {
    address: composite.address,
    async stop() {
      await composite.stop();
      backend.forceShutdown();
    },
  };
}

function responseSize(request: Uint8Array): number {
  const reader = new BinaryReader(request);
  let size = 0;
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) size = reader.int32();
    else reader.skip(type, field);
  }
  return size;
}
