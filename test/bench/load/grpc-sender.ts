import { type ClientHttp2Session, connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import type { Done, Sender } from './sender.ts';

/** How many connections: a server that spreads work over connections shall have some. */
const connections = 4;
const frameLength = 5;

/** Sends unary gRPC calls over node:http2, with as little around them as can be. */
export class GrpcSender implements Sender {
  readonly #sessions: readonly ClientHttp2Session[];
  readonly #headers: OutgoingHttpHeaders;
  #next = 0;

  static async connect({ address, path }: { readonly address: string; readonly path: string }): Promise<GrpcSender> {
    const sessions = await Promise.all(
      Array.from({ length: connections }, async () => {
        const session = connect(`http://${address}`, { settings: { initialWindowSize: 4 << 20 } });
        await new Promise<void>((resolve, reject) => {
          session.once('remoteSettings', () => resolve());
          session.once('error', reject);
        });
        session.on('error', () => session.destroy()); // its requests tell
        session.setLocalWindowSize(32 << 20);
        return session;
      }),
    );
    return new GrpcSender(sessions, path);
  }

  private constructor(sessions: readonly ClientHttp2Session[], path: string) {
    this.#sessions = sessions;
    this.#headers = { ':method': 'POST', ':path': path, te: 'trailers', 'content-type': 'application/grpc' };
  }

  send(body: Buffer, answerLength: number | undefined, done: Done): void {
    const session = this.#sessions[this.#next++ % connections];
    if (session === undefined || session.destroyed) {
      setImmediate(done, 'the connection is gone');
      return;
    }
    const stream = session.request(this.#headers);
    let length = -frameLength;
    let failure: string | undefined = 'no status';
    stream.on('response', (headers) => {
      if (headers['grpc-status'] !== undefined) failure = statusFailure(headers);
    });
    stream.on('data', (part: Buffer) => {
      length += part.length;
    });
    stream.on('trailers', (trailers: IncomingHttpHeaders) => {
      failure = statusFailure(trailers);
    });
    stream.on('error', (error: Error) => {
      failure = error.message;
    });
    stream.on('close', () => {
      if (failure === undefined && answerLength !== undefined && length !== answerLength) {
        done(`an answer of ${length} bytes instead of ${answerLength}`);
      } else {
        done(failure);
      }
    });
    const frame = Buffer.allocUnsafe(frameLength + body.length);
    frame[0] = 0;
    frame.writeUInt32BE(body.length, 1);
    body.copy(frame, frameLength);
    stream.end(frame);
  }

  close(): void {
    for (const session of this.#sessions) session.destroy();
  }
}

function statusFailure(headers: Readonly<Record<string, unknown>>): string | undefined {
  const status = headers['grpc-status'];
  return status === '0' ? undefined : `status ${String(status)}: ${String(headers['grpc-message'])}`;
}
