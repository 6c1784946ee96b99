// Everything that is made from the protos and not committed: the protos that can always be imported
// (libs/protos/includes), the typed options (libs/language), the stubs and descriptors of the reference services
// (libs/stubs) and the stubs of the bench's services (test/bench).
// Does nothing where its inputs have not changed since the last run.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { printProto } from './print-proto.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const includes = 'libs/protos/includes';
const outputs = [
  includes,
  'libs/language/src/generated',
  'libs/nestjs/src/generated',
  'libs/engine/src/generated',
  'libs/stubs/src/generated',
  'libs/stubs/generated',
  'test/bench/generated',
];
const stamp = join(includes, '.stamp');

const inputs = [
  ...['proto', 'test/bench/protos'].flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
  ),
  ...readdirSync('scripts').map((name) => join('scripts', name)),
  ...readdirSync('.').filter((name) => name.startsWith('buf.')),
  'package-lock.json',
].filter((name) => /\.(proto|mjs|yaml|json)$/.test(name));
const hash = createHash('sha256');
for (const name of inputs.sort()) hash.update(name).update('\0').update(readFileSync(name)).update('\0');
const digest = hash.digest('hex');

if (outputs.every((name) => existsSync(name)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) {
  process.exit(0);
}

for (const name of outputs) rmSync(name, { recursive: true, force: true });

const require = createRequire(import.meta.url);
const protosOfGax = join(dirname(require.resolve('google-gax')), '../protos/google');
for (const folder of ['rpc', 'type', 'longrunning']) {
  cpSync(join(protosOfGax, folder), join(includes, 'google', folder), {
    recursive: true,
    filter: (name) => !/\.(json|js|ts)$/.test(name) && !name.endsWith('/context'),
  });
}
// Users import the options from here; the repository's own build takes them from proto/ (see buf.yaml).
cpSync('proto/tributary', join(includes, 'tributary'), { recursive: true });
mkdirSync(join(includes, 'google/api'), { recursive: true });
for (const name of readdirSync(join(protosOfGax, 'api'))) {
  if (name.endsWith('.proto')) cpSync(join(protosOfGax, 'api', name), join(includes, 'google/api', name));
}
// npm has buf/validate only as the descriptor that protovalidate carries, which it does not export.
const validator = dirname(require.resolve('@bufbuild/protovalidate'));
const { file_buf_validate_validate: validate } = await import(
  pathToFileURL(join(validator, '../esm/gen/buf/validate/validate_pb.js')).href
);
mkdirSync(join(includes, 'buf/validate'), { recursive: true });
writeFileSync(join(includes, 'buf/validate/validate.proto'), printProto(validate));

const services = ['catalog', 'ratings', 'cinemas', 'pricing', 'weather', 'places'].map((name) => `proto/${name}`);
generate('buf.gen.options.yaml', ['proto/tributary/v1']);
generate('buf.gen.admin.yaml', ['proto/tributary/admin']);
generate(
  'buf.gen.status.yaml',
  ['status', 'error_details'].map((name) => `${includes}/google/rpc/${name}.proto`),
);
// Two contracts that come with the packages that serve them. They are inputs of their own and not among the includes,
// where they would be in the way of a team's own copies.
const reflection = join(dirname(require.resolve('@grpc/reflection')), '../proto');
generate(
  'buf.gen.status.yaml',
  ['v1', 'v1alpha'].map((version) => `${reflection}/grpc/reflection/${version}/reflection.proto`),
  reflection,
);
const health = join(dirname(require.resolve('grpc-health-check')), '../../proto');
generate('buf.gen.status.yaml', [`${health}/health/v1/health.proto`], health);
generate('buf.gen.stubs.yaml', services);
generate('buf.gen.bench.yaml', ['test/bench/protos/shop']);
// A set and not one module each: services read it at start for decoding, validation and reflection alike.
mkdirSync('libs/stubs/generated');
buf(['build', '--as-file-descriptor-set', '-o', 'libs/stubs/generated/services.binpb', ...paths(services)]);
writeFileSync(stamp, digest);

/** Runs `buf generate` over some of the protos, of this repository or of another folder. */
function generate(template, names, folder = '.') {
  buf(['generate', folder, '--template', template, ...paths(names)]);
}

function paths(names) {
  return names.flatMap((name) => ['--path', name]);
}

function buf(args) {
  execFileSync(process.execPath, [require.resolve('@bufbuild/buf/bin/buf'), ...args], { stdio: 'inherit' });
}
