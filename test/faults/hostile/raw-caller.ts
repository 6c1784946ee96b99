import {
  type ClientHttp2Session,
  connect,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { once } from 'node:events';
import { status } from '@grpc/grpc-js';

/** Sends any body and headers to a gRPC method, over HTTP/2 as it is. */
export class RawCaller {
  readonly #session: ClientHttp2Session;

  private constructor(session: ClientHttp2Session) {
    this.#session = session;
    session.on('error', () => undefined);
  }

  /** Connects to `HOST:PORT`. */
  static async to(address: string): Promise<RawCaller> {
    const session = connect(`http://${address}`);
    await once(session, 'remoteSettings');
    return new RawCaller(session);
  }

  /**
   * Sends a request.
   *
   * @returns the code by its name; `HTTP 415` and the like where the answer is none of gRPC; `reset N` where there is none
   */
  send(path: string, body: Buffer, headers: OutgoingHttpHeaders = {}): Promise<string> {
    return new Promise((resolve) => {
      const stream = this.#session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      let code = '';
      const read = (got: IncomingHttpHeaders & IncomingHttpStatusHeader) => {
        const number = got['grpc-status'];
        const http = got[':status'];
        if (typeof number === 'string') code = status[Number(number)] ?? number;
        else if (http !== undefined && http !== 200) code = `HTTP ${http}`;
      };
      stream.on('response', read);
      stream.on('trailers', read);
      stream.on('error', () => undefined);
      stream.on('close', () => resolve(code === '' ? `reset ${stream.rstCode}` : code));
      stream.resume();
      stream.end(body);
    });
  }

  close(): void {
    this.#session.destroy();
  }
}
