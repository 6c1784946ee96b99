// @ts-check
// A replica of the parts' services, as a process that can be killed and stopped: `node replica.mjs HOST:PORT`. It answers
// each call with the request's id, after the delay asked for, and prints a line when it listens.
import { fileURLToPath } from 'node:url';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const definition = loadSync(fileURLToPath(new URL('protos/parts.proto', import.meta.url)), { keepCase: true });
const server = new Server();
for (const service of ['First', 'Second', 'Third']) {
  const methods = definition[`parts.v1.${service}Service`];
  if (methods === undefined || 'format' in methods) throw new Error(`there is no ${service}Service`);
  server.addService(/** @type {import('@grpc/grpc-js').ServiceDefinition} */ (methods), {
    /** @type {import('@grpc/grpc-js').handleUnaryCall<{ id: string, delay_ms: number }, { text: string }>} */
    GetPart({ request }, callback) {
      if (request.delay_ms === 0) callback(null, { text: request.id });
      else setTimeout(() => callback(null, { text: request.id }), request.delay_ms);
    },
  });
}
server.bindAsync(process.argv[2] ?? '127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
