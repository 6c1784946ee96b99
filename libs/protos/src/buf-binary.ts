import { createRequire } from 'node:module';
import { arch, platform } from 'node:process';

// The names of @bufbuild/buf's packages, one per platform.
const packages: Readonly<Record<string, string>> = {
  'darwin arm64': '@bufbuild/buf-darwin-arm64/bin/buf',
  'darwin x64': '@bufbuild/buf-darwin-x64/bin/buf',
  'linux arm': '@bufbuild/buf-linux-armv7/bin/buf',
  'linux arm64': '@bufbuild/buf-linux-aarch64/bin/buf',
  'linux x64': '@bufbuild/buf-linux-x64/bin/buf',
  'win32 arm64': '@bufbuild/buf-win32-arm64/bin/buf.exe',
  'win32 x64': '@bufbuild/buf-win32-x64/bin/buf.exe',
};

/**
 * The command that runs buf: this platform's binary itself (the package's own script starts a second Node first, which
 * triples the time), or that script where the binary was installed in another way.
 */
export function bufCommand(): readonly [command: string, ...args: string[]] {
  const require = createRequire(import.meta.url);
  const script = require.resolve('@bufbuild/buf/bin/buf');
  const binary = packages[`${platform} ${arch}`];
  if (binary !== undefined) {
    try {
      return [createRequire(script).resolve(binary)];
    } catch {
      // Optional dependencies were left out; the script knows where buf was downloaded to instead.
    }
  }
  return [process.execPath, script];
}
