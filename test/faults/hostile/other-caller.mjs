// @ts-check
// `other-caller.mjs HOST:PORT PATH`: a caller that means well, in a process of its own, which does nothing else, so that it is
// the server that is measured. For each line on its standard input, milliseconds, it makes 100 calls a second for so long over
// its one connection, and prints as JSON what became of them: the statuses, and 99 % of the times in milliseconds.
import { connect } from 'node:http2';
import { createInterface } from 'node:readline';

const [address = '', path = ''] = process.argv.slice(2);
const everyMs = 10;
const session = connect(`http://${address}`);
// Calls on a connection that ends have no status, and are counted so.
session.on('error', () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const calls = Math.round(Number(line) / everyMs);
  /** @type {number[]} */
  const tookMs = [];
  /** @type {Set<string>} */
  const statuses = new Set();
  const startedMs = performance.now();
  /** @type {Promise<void>[]} */
  const begun = [];
  while (begun.length < calls) {
    while (begun.length < calls && begun.length * everyMs <= performance.now() - startedMs) {
      const beganMs = performance.now();
      begun.push(
        call().then((status) => {
          tookMs.push(performance.now() - beganMs);
          statuses.add(status);
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(begun);
  tookMs.sort((one, other) => one - other);
  const p99Ms = tookMs[Math.ceil(calls * 0.99) - 1];
  process.stdout.write(`${JSON.stringify({ p99Ms, statuses: [...statuses] })}\n`);
}
session.destroy();

/** @returns {Promise<string>} its `grpc-status` */
function call() {
  return new Promise((resolve) => {
    if (session.destroyed) {
      resolve('none');
      return;
    }
    const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request({ ...headers, 'grpc-timeout': '30S' });
    let status = 'none';
    /** @param {import('node:http2').IncomingHttpHeaders} got */
    const read = (got) => {
      status = String(got['grpc-status'] ?? status);
    };
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('error', () => undefined);
    stream.on('close', () => resolve(status));
    stream.resume();
    // A message without fields, in its frame.
    stream.end(Buffer.alloc(5));
  });
}
