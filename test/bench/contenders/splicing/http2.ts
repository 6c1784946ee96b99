import {
  type ClientHttp2Session,
  connect,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Addresses } from '../../upstreams/upstreams.ts';
import type { Call, Page } from './pages.ts';

const frameLength = 5;
const answerHeaders = { ':status': 200, 'content-type': 'application/grpc' };
const ok = { 'grpc-status': '0' };
const unavailable = { ...answerHeaders, 'grpc-status': '14' };

/** How long a service that could not be reached is left alone. */
const backOffMs = 1000;

/** Calls over one connection of node:http2 for each service. */
export function http2Caller(addresses: Addresses): Call {
  const links = new Map(Object.entries(addresses).map(([service, address]) => [service, new Link(address)]));
  return async (path, request) => {
    const link = links.get(path.slice(1, path.indexOf('/', 1)));
    if (link === undefined) throw new Error(`no address for ${path}`);
    return await link.call(path, request);
  };
}

class Link {
  readonly #address: string;
  #session: ClientHttp2Session | undefined;
  #notBeforeMs = 0;

  constructor(address: string) {
    this.#address = address;
  }

  call(path: string, request: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const session = this.#connected();
      if (session === undefined) {
        reject(new Error('down'));
        return;
      }
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        te: 'trailers',
        'content-type': 'application/grpc',
      });
      const parts: Buffer[] = [];
      let status: unknown;
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('trailers', (trailers: IncomingHttpHeaders) => {
        status = trailers['grpc-status'];
      });
      stream.on('error', reject);
      stream.on('close', () => {
        const [first = Buffer.alloc(0)] = parts;
        if (status === '0') resolve((parts.length === 1 ? first : Buffer.concat(parts)).subarray(frameLength));
        else reject(new Error(`status ${String(status)}`));
      });
      stream.end(framed(request));
    });
  }

  #connected(): ClientHttp2Session | undefined {
    if (this.#session !== undefined && !this.#session.destroyed) return this.#session;
    if (performance.now() < this.#notBeforeMs) return undefined;
    const session = connect(`http://${this.#address}`, { settings: { initialWindowSize: 1 << 20 } });
    session.on('error', () => {
      this.#notBeforeMs = performance.now() + backOffMs;
      session.destroy();
    });
    session.on('connect', () => session.setLocalWindowSize(16 << 20));
    this.#session = session;
    return session;
  }
}

/** Serves pages as bytes. Resolves with the address. */
export async function serveHttp2(pages: Readonly<Record<string, Page>>, call: Call): Promise<string> {
  const server = createServer();
  server.on('stream', (stream, headers) => {
    const page = pages[(headers[':path'] ?? '').slice('/shop.pages.v1.PageService/'.length)];
    const parts: Buffer[] = [];
    stream.on('error', () => stream.destroy()); // a caller that is gone
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      const [first = Buffer.alloc(0)] = parts;
      const request = (parts.length === 1 ? first : Buffer.concat(parts)).subarray(frameLength);
      if (page === undefined) stream.respond(unavailable, { endStream: true });
      else
        page(request, call).then(
          (answer) => send(stream, answer),
          () => stream.respond(unavailable, { endStream: true }),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

function send(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed) return;
  stream.respond(answerHeaders, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(ok));
  stream.end(framed(message));
}

function framed(message: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(frameLength + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, frameLength);
  return frame;
}
