import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import type { ServeOptions } from '../serve/serve-composite.ts';

/** More processes than any machine has use for. */
const mostWorkers = 256;

/** `tributary serve`: a composite as a server of its own, until it is told to end. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Serve the composite methods that a configuration names.')
    .option('-c, --config <file>', 'the configuration of a composite (default: tributary.yaml)')
    .option('--workers <n>', 'how many processes serve on the one address; auto: one for each core', workersOf, 1)
    .addHelpText('after', examples)
    .action(async (options: ServeOptions) => {
      const { serveComposite } = await import('../serve/serve-composite.ts');
      await serveComposite(options);
    });
}

function workersOf(text: string): number {
  if (text === 'auto') return availableParallelism();
  const workers = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0;
  if (workers === 0 || workers > mostWorkers) throw new InvalidArgumentError(`1 to ${mostWorkers}, or auto`);
  return workers;
}

const examples = `
Logs JSON lines to the standard output, from level LOG_LEVEL (default info). Ends on SIGTERM and SIGINT, once running
calls have ended, after \`drain\` at most.

With several workers the metrics are those of all, a worker that dies is replaced, and SIGHUP replaces them one by one
by new ones, which read configuration and contracts anew, without a call that fails. Each keeps its part of the cache's
memory, equal for all; what they share beyond invalidations they share through Redis.

Exit status: 0 ended as told, 1 could not start.

Examples:
  tributary serve                        as ./tributary.yaml says
  tributary serve -c config/films.yaml
  tributary serve --workers auto
  LOG_LEVEL=warn tributary serve`;
