import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { freeAddresses } from '../../../scripts/reference-system/addresses.mjs';
import { partCallsOf, type PartHandler } from './part-server.ts';

/** How an upstream behaves. */
export type Behaviour =
  | { readonly kind: 'well' }
  /** Nothing listens. */
  | { readonly kind: 'down' }
  /** From the first byte of a connection. */
  | { readonly kind: 'connection'; readonly run: (socket: Socket) => void }
  /** As a gRPC server, up to what it answers. */
  | { readonly kind: 'call'; readonly handle: PartHandler };

/** An upstream on one address that behaves as it is told, for every connection from then on. */
export class UnrulyServer {
  readonly address: string;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  readonly #http2 = createHttp2Server();
  #server: Server | undefined;
  #behaviour: Behaviour = { kind: 'well' };

  private constructor(server: Server, port: number) {
    this.#port = port;
    this.address = `127.0.0.1:${port}`;
    this.#take(server);
    this.#http2.on('session', (session) => session.on('error', () => undefined));
    partCallsOf(this.#http2, (request, call) => {
      if (this.#behaviour.kind === 'call') this.#behaviour.handle(request, call);
      else call.answer(request.id);
    });
  }

  /** Starts one that behaves well, on a free port that nobody else takes while it is down. */
  static async start(): Promise<UnrulyServer> {
    const server = createServer();
    const [address = ''] = await freeAddresses(1);
    const port = Number(address.split(':')[1]);
    await listen(server, port);
    return new UnrulyServer(server, port);
  }

  /** From now on it behaves so; connections that are up are cut. */
  async behave(behaviour: Behaviour): Promise<void> {
    this.#behaviour = behaviour;
    for (const socket of this.#sockets) socket.destroy();
    if (behaviour.kind === 'down') {
      await this.#stopListening();
    } else if (this.#server === undefined) {
      const server = createServer();
      await listen(server, this.#port);
      this.#take(server);
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.#stopListening();
  }

  #take(server: Server): void {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      if (this.#behaviour.kind === 'connection') this.#behaviour.run(socket);
      else this.#http2.emit('connection', socket);
    });
  }

  async #stopListening(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
