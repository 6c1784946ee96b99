// @ts-check
// A bare HTTP/2 server that refuses all calls, to be attacked in a composite's stead: what callers of the composite notice of
// that is what the machine adds. Prints its port when it listens, and runs until it is ended.
import { createServer } from 'node:http2';

const server = createServer({ settings: { maxConcurrentStreams: 100 } });
server.on('session', (session) => session.on('error', () => undefined));
server.on('stream', (stream) => {
  stream.on('error', () => undefined);
  stream.on('end', () => {
    if (!stream.closed) stream.respond({ ':status': 200, 'grpc-status': '12' }, { endStream: true });
  });
  stream.resume();
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? (address?.port ?? '') : ''}\n`);
});
