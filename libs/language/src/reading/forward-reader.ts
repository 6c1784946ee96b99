import type { OptionPath, OptionSite } from '../places/places.ts';
import type { Report } from './report.ts';

/** Headers that belong to the call itself. */
const reserved =
  /^(:.*|grpc-.*|te|content-type|content-length|user-agent|host|connection|transfer-encoding|keep-alive|upgrade|proxy-connection)$/;

/** Reads the metadata keys of `forward`: in lower case, each once. */
export function readForward(
  { report }: { readonly report: Report },
  keys: readonly string[],
  site: OptionSite,
  path: OptionPath,
): readonly string[] {
  const forward = new Set<string>();
  keys.forEach((written, i) => {
    const key = written.toLowerCase();
    if (!/^[0-9a-z_.-]+$/.test(key) || reserved.test(key)) {
      report.atOption('bad-option', site, [...path, i], {
        message: `"${written}" is not a metadata key that can be forwarded`,
        note: 'keys are letters, digits, "_", "-" and "."; those of the call itself (grpc-…, content-type) stay behind',
      });
    } else forward.add(key);
  });
  return [...forward];
}
