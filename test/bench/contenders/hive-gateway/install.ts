import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cache } from '../../places.ts';

/** Where Hive Gateway is installed: it has more dependencies than the repository, and is none of its own. */
export const gatewayFolder = join(cache, 'hive-gateway');

const manifest = {
  private: true,
  dependencies: {
    '@graphql-hive/gateway': '2.15.1',
    '@graphql-mesh/compose-cli': '1.8.2',
    '@graphql-mesh/transport-grpc': '0.7.0',
    '@omnigraph/grpc': '0.2.28',
    graphql: '16.15.0',
  },
  // What the gateway asks for is not on npm everywhere.
  overrides: { '@graphql-tools/batch-execute': '10.2.0' },
};

/** How long npm may take. */
const installWithinMs = 300_000;

/** Installs it where it is not. Resolves with why it cannot be, where it cannot. */
export async function installGateway(say: (line: string) => void): Promise<string | undefined> {
  const wanted = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const file = join(gatewayFolder, 'package.json');
  const done = join(gatewayFolder, 'installed');
  if (existsSync(done) && (await readFile(file, 'utf8')) === wanted) return undefined;
  say('installing Hive Gateway, once (some 530 MB)');
  await mkdir(gatewayFolder, { recursive: true });
  await writeFile(file, wanted);
  try {
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund'], {
      cwd: gatewayFolder,
      timeout: installWithinMs,
    });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const [line = said] = /npm error (?!code).*/.exec(said) ?? [];
    return `npm could not install it: ${line}`;
  }
  await writeFile(done, '');
  return undefined;
}

/** The version that is installed. */
export const gatewayVersion = manifest.dependencies['@graphql-hive/gateway'];
