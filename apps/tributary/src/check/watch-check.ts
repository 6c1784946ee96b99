import { Refusal } from '../refusal.ts';
import { defaultConfiguration, type SourceOptions } from '../source-options.ts';
import { QuietTime } from './quiet-time.ts';
import { countsInWords, runCheck } from './run-check.ts';
import { FileWatch, type WatchedFiles } from './watched-files.ts';

/** Printed before each check: the marker by which editors forget what they were told before. */
export const beginMarker = 'tributary check: started';
/** Ends the line behind each check. */
export const endMarker = 'watching for changes';

/** How {@link watchCheck} is run. */
export interface WatchOptions {
  readonly print: (line: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** How long it must be quiet before files are looked at again: one saving is many events. Default 100. */
  readonly quietMs?: number;
}

/**
 * Checks, and checks again whenever a proto or the configuration has changed, until it is told to end. What cannot be
 * read is told like a finding, and waited out.
 */
export async function watchCheck(
  options: SourceOptions,
  { print, signal, quietMs = 100 }: WatchOptions,
): Promise<void> {
  const quiet = new QuietTime(quietMs);
  const ended = (): void => quiet.end();
  signal.addEventListener('abort', ended);
  const watch = new FileWatch(() => quiet.touch());
  try {
    do {
      if (await watch.look(await filesOf(options))) await checkOnce(options, print);
    } while (!signal.aborted && (await quiet.after()));
  } finally {
    quiet.end();
    watch.close();
    signal.removeEventListener('abort', ended);
  }
}

async function checkOnce(options: SourceOptions, print: (line: string) => void): Promise<void> {
  print(beginMarker);
  try {
    const result = await runCheck(options, 'text');
    if (result.text !== '') print(result.text);
    print(`tributary check: ${countsInWords(result)}; ${endMarker}`);
  } catch (error) {
    print(error instanceof Refusal ? error.message : `error: ${String(error)}`);
    print(`tributary check: not everything can be read; ${endMarker}`);
  }
}

/** The files that count: of a configuration also those that it names, as far as it can be read. */
async function filesOf({ config, proto, descriptors }: SourceOptions): Promise<WatchedFiles> {
  if (proto !== undefined) return { folders: [proto], files: [] };
  if (descriptors !== undefined) return { folders: [], files: [descriptors] };
  const file = config ?? defaultConfiguration;
  const { readConfiguration } = await import('@tributary/configuration');
  const checked = await readConfiguration(file);
  if (checked.kind === 'failed') return { folders: [], files: [file] };
  const { kind, path } = checked.configuration.protos;
  return kind === 'folder' ? { folders: [path], files: [file] } : { folders: [], files: [file, path] };
}
