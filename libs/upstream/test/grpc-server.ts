import { Server, ServerCredentials, type handleUnaryCall, type ServerUnaryCall } from '@grpc/grpc-js';
import { PATH } from './calls.ts';

/** A running server of grpc-js. */
export interface GrpcServer {
  readonly port: number;
  readonly address: string;
  stop(): Promise<void>;
}

export type EchoHandler = handleUnaryCall<Buffer, Buffer>;
export type EchoCall = ServerUnaryCall<Buffer, Buffer>;

const bytes = (value: Buffer): Buffer => value;
const running: GrpcServer[] = [];

/** Starts a server with the one method, by default on a port that is free. */
export async function startGrpcServer(
  echo: EchoHandler,
  { listen = '127.0.0.1:0', credentials = ServerCredentials.createInsecure() } = {},
): Promise<GrpcServer> {
  const server = new Server({ 'grpc.max_receive_message_length': -1 });
  const method = {
    requestDeserialize: bytes,
    requestSerialize: bytes,
    responseDeserialize: bytes,
    responseSerialize: bytes,
  };
  server.addService(
    { echo: { path: PATH, requestStream: false, responseStream: false, originalName: 'Echo', ...method } },
    { echo },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(listen, credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  const started: GrpcServer = {
    port,
    address: `127.0.0.1:${port}`,
    stop: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
  running.push(started);
  return started;
}

/** To be called after each test. */
export async function stopGrpcServers(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.stop()));
}
