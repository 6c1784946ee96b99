import type { Addresses } from '../../upstreams/upstreams.ts';
import { grpcJsCaller, serveGrpcJs } from './grpc-js.ts';
import { http2Caller, serveHttp2 } from './http2.ts';
import { pages } from './pages.ts';

const [transport = '', addressesJson = '{}'] = process.argv.slice(2);
const addresses = JSON.parse(addressesJson) as Addresses;
const address =
  transport === 'grpc-js'
    ? await serveGrpcJs(pages(), grpcJsCaller(addresses))
    : await serveHttp2(pages(), http2Caller(addresses));
process.stdout.write(`listening on ${address}\n`);
