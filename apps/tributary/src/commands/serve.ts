import { CompositeStartError, ListenError, shutDownOnSignals, startComposite } from '@tributary/nestjs';
import { Command } from 'commander';
import { pino } from 'pino';
import { readConfigurationFile } from '../composition-source.ts';
import { Refusal } from '../refusal.ts';

interface ServeOptions {
  readonly config?: string;
}

/** What closing takes beside waiting for running calls. */
const closingMs = 2000;

/** `tributary serve`: a composite as a server of its own, until it is told to end. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Serve the composite methods that a configuration names.')
    .option('-c, --config <file>', 'the configuration of a composite (default: tributary.yaml)')
    .addHelpText('after', examples)
    .action(serve);
}

async function serve({ config }: ServeOptions): Promise<void> {
  const configuration = await readConfigurationFile(config);
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info' });
  try {
    const composite = await startComposite(configuration, { log });
    shutDownOnSignals({ log, close: () => composite.close(), limitMs: configuration.drainMs + closingMs });
  } catch (error) {
    if (error instanceof CompositeStartError || error instanceof ListenError) throw new Refusal(error.message);
    throw error;
  }
}

const examples = `
Logs JSON lines to the standard output, from level LOG_LEVEL (default info). Ends on SIGTERM and SIGINT, once running
calls have ended, after \`drain\` at most.
Exit status: 0 ended as told, 1 could not start.

Examples:
  tributary serve                        as ./tributary.yaml says
  tributary serve -c config/films.yaml
  LOG_LEVEL=warn tributary serve`;
