// @ts-check
// Which addresses are free.
import { createServer } from 'node:net';

/**
 * @param {string} address as `host:port`
 * @returns {Promise<string | undefined>} why nothing can listen there: `in use`, or the error's code; `undefined` where it can
 */
export function obstacleAt(address) {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const port = Number(address.slice(colon + 1));
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      resolve(error.code === 'EADDRINUSE' ? 'in use' : (error.code ?? error.message)),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/**
 * @param {number} count
 * @returns {Promise<string[]>} addresses on the loopback interface that were free a moment ago, all different
 */
export async function freeAddresses(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports.map((port) => `127.0.0.1:${port}`);
}
