import {
  Client,
  credentials,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Addresses } from '../../upstreams/upstreams.ts';
import type { Call, Page } from './pages.ts';

const same = (bytes: Buffer): Buffer => bytes;

/** Calls with the generic client of grpc-js. */
export function grpcJsCaller(addresses: Addresses): Call {
  const clients = new Map(
    Object.entries(addresses).map(([service, address]) => [service, new Client(address, credentials.createInsecure())]),
  );
  return (path, request) =>
    new Promise((resolve, reject) => {
      const client = clients.get(path.slice(1, path.indexOf('/', 1)));
      client?.makeUnaryRequest(path, same, same, request, (error, reply) => {
        if (reply === undefined) reject(error ?? new Error('no reply'));
        else resolve(reply);
      });
    });
}

/** Serves pages as bytes. Resolves with the address. */
export async function serveGrpcJs(pages: Readonly<Record<string, Page>>, call: Call): Promise<string> {
  const server = new Server();
  const handlers: UntypedServiceImplementation = {};
  for (const [method, page] of Object.entries(pages)) {
    handlers[method] = ({ request }: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
      page(request, call).then(
        (answer) => done(null, answer),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    };
  }
  const definitions = Object.keys(pages).map(
    (method) =>
      [
        method,
        {
          path: `/shop.pages.v1.PageService/${method}`,
          requestStream: false,
          responseStream: false,
          requestSerialize: same,
          requestDeserialize: same,
          responseSerialize: same,
          responseDeserialize: same,
        } as const,
      ] as const,
  );
  server.addService(Object.fromEntries(definitions), handlers);
  return await new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(`127.0.0.1:${port}`);
      else reject(error);
    });
  });
}
