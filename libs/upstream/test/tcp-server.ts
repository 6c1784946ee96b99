import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A server on bare TCP, for peers that are broken or hang. */
export interface TcpServer {
  readonly address: string;
  /** How many connections there were. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

const running: TcpServer[] = [];

/** Starts a server that gives each socket to a function. */
export async function startTcpServer(onSocket: (socket: Socket) => void): Promise<TcpServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const started: TcpServer = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => sockets.length,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  running.push(started);
  return started;
}

/** To be called after each test. */
export async function stopTcpServers(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.stop()));
}
