import {
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

/** A bare HTTP/2 server, for what no gRPC server would do. */
export interface Http2Server {
  readonly port: number;
  readonly address: string;
  /** All sessions so far, in the order in which they came. */
  readonly sessions: readonly ServerHttp2Session[];
  stop(): Promise<void>;
}

export type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, nth: number) => void;

const running: Http2Server[] = [];

/** Starts a server that gives each stream, numbered from 0, to a function. */
export async function startHttp2Server(
  onStream: OnStream,
  { settings = {}, port = 0 }: { readonly settings?: Settings; readonly port?: number } = {},
): Promise<Http2Server> {
  const sessions: ServerHttp2Session[] = [];
  let streams = 0;
  const server = createServer({ settings });
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    onStream(stream, headers, streams++);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  const started: Http2Server = {
    port: bound,
    address: `127.0.0.1:${bound}`,
    sessions,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
      }),
  };
  running.push(started);
  return started;
}

/** To be called after each test. */
export async function stopHttp2Servers(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.stop()));
}

/** A message with its prefix. */
export function framed(text: string, flag = 0): Buffer {
  const message = Buffer.from(text);
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Answers like a gRPC server: headers, data as it is given, trailers. */
export function answer(
  stream: ServerHttp2Stream,
  body: Buffer,
  trailers: Record<string, string> = { 'grpc-status': '0' },
  headers: Record<string, string | number> = { 'content-type': 'application/grpc' },
): void {
  stream.respond({ ':status': 200, ...headers }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}
