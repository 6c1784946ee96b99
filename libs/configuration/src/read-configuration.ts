import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { checkConfiguration, type CheckedConfiguration, type ConfigurationOrigin } from './check-configuration.ts';
import type { ConfigurationInput } from './configuration-shape.ts';
import type { Environment } from './environment.ts';

/** What reading a configuration depends on besides its text. */
export interface ReadOptions {
  /** Default: the process's. */
  readonly environment?: Environment;
  /** `elsewhere`: entries under `upstreams` need no address. Default `required`. */
  readonly addresses?: ConfigurationOrigin['addresses'];
}

/**
 * Reads `tributary.yaml`. Its paths are relative to it.
 *
 * @param file - absolute, or relative to the working directory; problems name it as given
 */
export async function readConfiguration(file: string, options: ReadOptions = {}): Promise<CheckedConfiguration> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const message = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
    return { kind: 'failed', problems: [{ file, line: 0, column: 0, key: '', message }] };
  }
  return parseConfiguration(text, file, options);
}

/** Reads the text of a `tributary.yaml`. */
export function parseConfiguration(text: string, file: string, options: ReadOptions = {}): CheckedConfiguration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { file, line, column: col, key: '', message: `is not YAML: ${error.message}` };
    });
    return { kind: 'failed', problems };
  }
  const place: NonNullable<ConfigurationOrigin['place']> = (path, of) => {
    const { line, col } = lines.linePos(offsetOf(document.contents, path, of));
    return { line, column: col };
  };
  return checkConfiguration(document.toJS(), {
    name: file,
    directory: dirname(resolve(file)),
    place,
    environment: options.environment ?? process.env,
    ...(options.addresses === undefined ? {} : { addresses: options.addresses }),
  });
}

/**
 * Checks a configuration given as an object of the same shape. Its paths are relative to the working directory.
 *
 * @param name - what problems name as their file
 */
export function configurationFrom(
  values: ConfigurationInput,
  name: string,
  options: ReadOptions = {},
): CheckedConfiguration {
  return checkConfiguration(values, {
    name,
    directory: process.cwd(),
    environment: options.environment ?? process.env,
    ...(options.addresses === undefined ? {} : { addresses: options.addresses }),
  });
}

/** Where in the text a path's key or value starts; of a path that is not there, the innermost part that is. */
function offsetOf(contents: Node | null, path: readonly PropertyKey[], of: 'key' | 'value'): number {
  let node: unknown = contents;
  let offset = 0;
  for (const [depth, part] of path.entries()) {
    const isLast = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
    if (isLast && of === 'value') offset = startOf(node) ?? offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
