import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Reply } from '../shop/replies.ts';

const headers = { ':status': 200, 'content-type': 'application/grpc' };
const ok = { 'grpc-status': '0' };
const unimplemented = { ...headers, 'grpc-status': '12' };
const frameLength = 5;

/** A service of the shop on a port of its own: gRPC over node:http2 with nothing around it, so that it is never what is measured. */
export class ShopServer {
  /** How long a reply takes. */
  delayMs = 0;
  /** Calls so far. */
  calls = 0;
  readonly address: string;

  /** Listens on a free port. */
  static async start(service: string, methods: ReadonlyMap<string, Reply>): Promise<ShopServer> {
    const server = createServer({ settings: { initialWindowSize: 1 << 20, maxConcurrentStreams: 1000 } });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ShopServer(server, service, methods);
  }

  private constructor(server: Http2Server, service: string, methods: ReadonlyMap<string, Reply>) {
    this.address = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const replies = new Map([...methods].map(([method, reply]) => [`/${service}/${method}`, reply]));
    server.on('session', (session) => session.setLocalWindowSize(16 << 20));
    server.on('stream', (stream, { ':path': path }: IncomingHttpHeaders) => {
      const reply = replies.get(path ?? '');
      if (reply === undefined) stream.respond(unimplemented, { endStream: true });
      else this.#serve(stream, reply);
    });
  }

  #serve(stream: ServerHttp2Stream, reply: Reply): void {
    this.calls += 1;
    const parts: Buffer[] = [];
    stream.on('error', () => stream.destroy()); // a contender that was ended
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      const [first = Buffer.alloc(0)] = parts;
      const framed = parts.length === 1 ? first : Buffer.concat(parts);
      const answer = (): void => send(stream, reply(framed.subarray(frameLength)));
      if (this.delayMs === 0) answer();
      else setTimeout(answer, this.delayMs);
    });
  }
}

function send(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed) return;
  const frame = Buffer.allocUnsafe(frameLength + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  message.copy(frame, frameLength);
  stream.respond(headers, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(ok));
  stream.end(frame);
}
