// @ts-check
// The standard gRPC health service, asked without its proto: an empty request asks for the server as a whole, and the
// answer's first field is its state, 1 being SERVING.
import { Client, credentials } from '@grpc/grpc-js';

const askAgainAfterMs = 50;
const serving = Buffer.from([0x08, 0x01]);

/**
 * Resolves when the server says that it is SERVING; asks again as long as it does not.
 *
 * @param {string} address as `host:port`
 * @param {AbortSignal} signal rejects with its reason
 * @returns {Promise<void>}
 */
export async function healthy(address, signal) {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.initial_reconnect_backoff_ms': askAgainAfterMs,
    'grpc.max_reconnect_backoff_ms': askAgainAfterMs,
    'grpc.enable_http_proxy': 0,
  });
  try {
    while (!(await isServing(client))) {
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, askAgainAfterMs));
    }
  } finally {
    client.close();
  }
}

/**
 * @param {Client} client
 * @returns {Promise<boolean>}
 */
function isServing(client) {
  return new Promise((resolve) =>
    client.makeUnaryRequest(
      '/grpc.health.v1.Health/Check',
      (/** @type {Buffer} */ bytes) => bytes,
      (bytes) => bytes,
      Buffer.alloc(0),
      { deadline: Date.now() + 1000 },
      (error, answer) => resolve(error === null && answer !== undefined && serving.equals(answer)),
    ),
  );
}
