import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ListenAddress } from '@tributary/configuration';
import { ListenError } from '../service/bounded-grpc-server.ts';

/** Whether calls should be sent to a process, and what a person may want to know besides. */
export type Readiness = { readonly ready: boolean } & Readonly<Record<string, unknown>>;

/** What there is to tell. */
export interface StatusSources {
  readonly readiness: () => Readiness | Promise<Readiness>;
  /** Metrics in Prometheus' text format, and its content type. */
  readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
}

/** A server that tells how a composite is doing. */
export interface StatusServer {
  readonly address: ListenAddress;
  close(): Promise<void>;
}

/**
 * Serves `/livez` (200 as long as the process answers), `/readyz` (200, or 503 where calls should go elsewhere) and
 * `/metrics`.
 *
 * @throws ListenError
 */
export async function startStatusServer(address: ListenAddress, sources: StatusSources): Promise<StatusServer> {
  const server = createServer((request, response) => {
    answer(request, response, sources).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  // Scrapers send small requests, at once: who does not may go.
  server.headersTimeout = 5000;
  server.requestTimeout = 10_000;
  await listen(server, address);
  const { port } = server.address() as AddressInfo;
  return {
    address: { host: address.host, port },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, sources: StatusSources): Promise<void> {
  const path = request.url?.split('?', 1)[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    send(response, 405, 'text/plain', 'GET only\n');
    return;
  }
  switch (path) {
    case '/livez':
      send(response, 200, 'text/plain', 'ok\n');
      return;
    case '/readyz': {
      const readiness = await sources.readiness();
      send(response, readiness.ready ? 200 : 503, 'application/json', `${JSON.stringify(readiness)}\n`);
      return;
    }
    case '/metrics': {
      const { text, contentType } = await sources.metrics();
      send(response, 200, contentType, text);
      return;
    }
    default:
      send(response, 404, 'text/plain', 'there are /livez, /readyz and /metrics\n');
  }
}

function send(response: ServerResponse, code: number, contentType: string, text: string): void {
  response.writeHead(code, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function listen(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new ListenError(address, error));
    });
    // An IPv6 host is written in brackets, and given without.
    const host = address.host.replace(/^\[(.*)\]$/, '$1');
    server.listen({ host, port: address.port, exclusive: true }, resolve);
  });
}
