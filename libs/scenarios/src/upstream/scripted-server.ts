import { once } from 'node:events';
import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { DescMethod } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import type { MetadataPairs, MethodScript, ScriptedAnswer } from '../scenario.ts';
import { methodName } from '../types/message-types.ts';
import type { Arrival } from './arrival.ts';
import { encodeGrpcMessage, frameMessage, parseGrpcTimeoutMs, unframeMessage } from './grpc-frame.ts';
import { plainStatus, ScriptedMethod } from './scripted-method.ts';

/** A gRPC server that answers as a scenario says. */
export interface ScriptedServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Calls that have arrived and are neither answered nor given up by their caller. */
  openCalls(): number;
  /** Drops all connections and stops listening. */
  close(): Promise<void>;
}

/** What a scripted server is made from. */
export interface ScriptedServerOptions {
  /** The methods it serves, by `package.Service/Method`; calls of others are answered UNIMPLEMENTED. */
  readonly methods: ReadonlyMap<string, DescMethod>;
  readonly scripts: ReadonlyMap<string, MethodScript>;
  /** Told of each call when its request is there. */
  readonly arrived: (arrival: Arrival) => void;
  /** Told of each call that ends, however it does. */
  readonly ended: () => void;
}

/** As many calls, open and given up, as a case makes: what protects servers elsewhere would end its connection. */
const serverOptions = {
  settings: { maxConcurrentStreams: 2 ** 31 - 1 },
  maxSessionMemory: 1000,
  streamResetBurst: 1_000_000,
  streamResetRate: 1_000_000,
};

/**
 * Starts a scripted server on a free port of 127.0.0.1. It speaks gRPC over node:http2 of its own: grpc-js answers
 * DEADLINE_EXCEEDED by itself when a call's deadline passes, and an upstream that hangs must not.
 */
export async function startScriptedServer(options: ScriptedServerOptions): Promise<ScriptedServer> {
  const server = createServer(serverOptions);
  const sessions = new Set<ServerHttp2Session>();
  const methods = new Map<string, ScriptedMethod>();
  for (const [name, method] of options.methods) {
    methods.set(`/${name}`, new ScriptedMethod(method, options.scripts.get(name)));
  }
  const descriptors = new Map([...options.methods.values()].map((method) => [`/${methodName(method)}`, method]));
  let open = 0;
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    open++;
    stream.on('close', () => {
      open--;
      options.ended();
    });
    // The caller left: nothing to answer any more.
    stream.on('error', () => undefined);
    const path = headers[':path'] ?? '';
    const [method, scripted] = [descriptors.get(path), methods.get(path)];
    if (method === undefined || scripted === undefined) {
      send(stream, plainStatus(status.UNIMPLEMENTED, `${path} is not served here`));
      return;
    }
    serve(stream, headers, method, scripted, options.arrived);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    openCalls: () => open,
    close: () => close(server, sessions),
  };
}

/** What a call without an entry is answered with. The case fails, whatever the composite makes of it. */
const noEntry = { answer: plainStatus(status.INTERNAL, 'the scenario has no entry for this request'), delayMs: 0 };

function serve(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  method: DescMethod,
  scripted: ScriptedMethod,
  arrived: (arrival: Arrival) => void,
): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    const body = Buffer.concat(chunks);
    const bytes = unframeMessage(body);
    const { request, entry } = bytes === undefined ? { request: undefined, entry: undefined } : scripted.choose(bytes);
    const timeout = headers['grpc-timeout'];
    arrived({
      method,
      request,
      bytes: bytes ?? body,
      metadata: readMetadataOf(headers),
      givenMs: typeof timeout === 'string' ? parseGrpcTimeoutMs(timeout) : undefined,
      matched: entry !== undefined,
    });
    const { answer, delayMs } = entry ?? noEntry;
    if (delayMs === 0) {
      send(stream, answer);
      return;
    }
    const timer = setTimeout(() => {
      send(stream, answer);
    }, delayMs);
    stream.on('close', () => {
      clearTimeout(timer);
    });
  });
}

function send(stream: ServerHttp2Stream, answer: ScriptedAnswer): void {
  if (stream.destroyed || answer.kind === 'hang') return;
  const headers: OutgoingHttpHeaders = { ':status': 200, 'content-type': 'application/grpc+proto' };
  if (answer.kind === 'reply') {
    stream.respond(headers, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      stream.sendTrailers({ ...metadataHeaders(answer.trailers), 'grpc-status': '0' });
    });
    stream.end(frameMessage(answer.message));
    return;
  }
  const outcome: OutgoingHttpHeaders = { 'grpc-status': String(answer.code) };
  if (answer.message !== '') outcome['grpc-message'] = encodeGrpcMessage(answer.message);
  if (answer.details !== undefined) outcome['grpc-status-details-bin'] = Buffer.from(answer.details).toString('base64');
  stream.respond({ ...headers, ...metadataHeaders(answer.trailers), ...outcome }, { endStream: true });
}

function metadataHeaders(pairs: MetadataPairs): OutgoingHttpHeaders {
  const headers: Record<string, string[]> = {};
  for (const [key, value] of pairs) (headers[key] ??= []).push(value);
  return headers;
}

const ownHeaders = new Set(['te', 'content-type', 'user-agent', 'accept-encoding']);

/** What a caller sent beside what gRPC and HTTP need; node joins the values of a repeated key by `, `. */
function readMetadataOf(headers: IncomingHttpHeaders): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(headers)) {
    if (value === undefined || key.startsWith(':') || key.startsWith('grpc-') || ownHeaders.has(key)) continue;
    found.set(key, Array.isArray(value) ? value : [value]);
  }
  return found;
}

async function close(server: Http2Server, sessions: ReadonlySet<ServerHttp2Session>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const session of sessions) session.destroy();
  await closed;
}
