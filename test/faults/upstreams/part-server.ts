import { createServer, constants, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** What a part is asked for. */
export interface PartRequest {
  readonly id: string;
  readonly delayMs: number;
}

/** A call that came in. */
export interface PartCall {
  /** `/parts.v1.FirstService/GetPart`. */
  readonly path: string;
  /** What `grpc-timeout` says; undefined: none came. */
  readonly timeoutMs: number | undefined;
  readonly stream: ServerHttp2Stream;
  /** When it came, by `performance.now`. */
  readonly startedMs: number;
  answer(text: string): void;
  fail(code: number, message: string, trailers?: Readonly<Record<string, string>>): void;
  /** Resets the stream as one that was not looked at. */
  refuse(): void;
  /** Runs once when it is over: by us, or as the caller has left. */
  ended(run: () => void): void;
}

/** Answers a call, now, later, or never. */
export type PartHandler = (request: PartRequest, call: PartCall) => void;

/** A server of the parts in this process, which can do what no gRPC server would. */
export class PartServer {
  readonly address: string;
  /** Calls that came so far. */
  calls = 0;
  /** Calls that are not over. */
  open = 0;
  readonly #server: Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #sockets = new Set<Socket>();

  private constructor(server: Http2Server, handle: PartHandler) {
    this.#server = server;
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (socket: Socket) => this.#sockets.add(socket));
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.on('error', () => undefined);
      session.on('close', () => this.#sessions.delete(session));
    });
    server.on('stream', (stream) => {
      this.calls++;
      this.open++;
      stream.on('close', () => this.open--);
    });
    partCallsOf(server, handle);
  }

  /** Starts one on any free port. */
  static async start(handle: PartHandler): Promise<PartServer> {
    const server = createServer({ settings: { maxConcurrentStreams: 10_000 } });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PartServer(server, handle);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const session of this.#sessions) session.destroy();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

/** Has the calls that come to an HTTP/2 server answered. */
export function partCallsOf(server: Http2Server, handle: PartHandler): void {
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const call = callOf(stream, headers[':path'] ?? '', headers['grpc-timeout']);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      if (!stream.destroyed) handle(requestOf(Buffer.concat(chunks)), call);
    });
  });
}

/** A message with its prefix. */
export function framed(message: Uint8Array, flag = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** The bytes of a part. */
export function part(text: string): Uint8Array {
  return new BinaryWriter().tag(1, WireType.LengthDelimited).string(text).finish();
}

function callOf(stream: ServerHttp2Stream, path: string, timeout: string | string[] | undefined): PartCall {
  const send = (body: Buffer, trailers: Record<string, string>): void => {
    if (stream.destroyed || stream.closed) return;
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.end(body);
  };
  return {
    path,
    timeoutMs: typeof timeout === 'string' ? timeoutOf(timeout) : undefined,
    stream,
    startedMs: performance.now(),
    answer: (text) => send(framed(part(text)), { 'grpc-status': '0' }),
    fail: (code, message, trailers = {}) =>
      send(Buffer.alloc(0), { 'grpc-status': String(code), 'grpc-message': message, ...trailers }),
    refuse: () => stream.close(constants.NGHTTP2_REFUSED_STREAM),
    ended: (run) => void stream.once('close', run),
  };
}

const unitMs = new Map([
  ['u', 0.001],
  ['m', 1],
  ['S', 1000],
]);

function timeoutOf(text: string): number | undefined {
  const unit = unitMs.get(text.slice(-1));
  return unit === undefined ? undefined : Number(text.slice(0, -1)) * unit;
}

function requestOf(body: Buffer): PartRequest {
  const reader = new BinaryReader(body.subarray(5));
  let id = '';
  let delayMs = 0;
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) id = reader.string();
    else if (field === 2) delayMs = reader.uint32();
    else reader.skip(type, field);
  }
  return { id, delayMs };
}
