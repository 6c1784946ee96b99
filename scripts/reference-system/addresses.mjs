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

/** Below the ports that systems give to outgoing connections, one of which could take a port at any moment. */
const lowestPort = 15_000;
const highestPort = 32_000;

/**
 * @param {number} count
 * @returns {Promise<string[]>} addresses on the loopback interface that were free a moment ago, all different
 */
export async function freeAddresses(count) {
  /** @type {Set<string>} */
  const found = new Set();
  while (found.size < count) {
    const address = `127.0.0.1:${lowestPort + Math.floor(Math.random() * (highestPort - lowestPort))}`;
    if ((await obstacleAt(address)) === undefined) found.add(address);
  }
  return [...found];
}
