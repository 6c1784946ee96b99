import { Command, InvalidArgumentError, Option } from 'commander';
import type { CallOptions } from '../call/call-method.ts';

/** As it is given: what a deadline means is known once what calls is loaded. */
interface GivenOptions extends Omit<CallOptions, 'deadline'> {
  readonly deadline: string;
}

/** `tributary call`: calls a unary method of any gRPC server. */
export function callCommand(end: (exitStatus: number) => void): Command {
  return new Command('call')
    .description('Call a unary method of a running server, composite or not.')
    .argument('<address>', 'where the server listens, as 127.0.0.1:50050')
    .argument('<method>', 'as package.Service/Method')
    .argument('[json]', 'the request as JSON; -: read from the standard input', '{}')
    .option('-H, --header <"key: value">', 'metadata to send; may be given several times', readHeader, [])
    .option('--deadline <duration>', 'how long to wait for the answer, as 800ms', '10s')
    .option('--fields <paths>', 'ask a composite for these fields only, as movie.title,ratings')
    .option('--proto <folder>', 'take the contract from a folder of protos, not from the server')
    .option('--descriptors <file>', 'take the contract from a descriptor set, not from the server')
    .option('--tls', 'over TLS')
    .addOption(new Option('--format <format>', 'how the answer is printed').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (address: string, method: string, json: string, options: GivenOptions, command: Command) => {
      const { callMethod, deadlineMsOf } = await import('../call/call-method.ts');
      const deadline = deadlineMsOf(options.deadline);
      if (deadline === undefined) {
        command.error(
          `error: option '--deadline <duration>' argument '${options.deadline}' is invalid. It must be a duration, as 800ms or 1.5s.`,
        );
      }
      end(await callMethod(address, method, json, { ...options, deadline }));
    });
}

function readHeader(given: string, before: CallOptions['header']): CallOptions['header'] {
  const match = /^([\w.-]+)\s*:\s*(.*)$/.exec(given);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new InvalidArgumentError('It must be of the form "key: value".');
  }
  return [...before, [match[1].toLowerCase(), match[2]]];
}

const examples = `
The contract is asked from the server by reflection, where no protos are named.
Exit status: 0 where the status is OK, else 1.

Examples:
  tributary call 127.0.0.1:50050 movienight.v1.MovieNightService/SearchMovies '{"query": "heat"}'
  tributary call 127.0.0.1:50050 movienight.v1.MovieNightService/GetMoviePage - < request.json
  tributary call 127.0.0.1:50050 movienight.v1.MovieNightService/PlanEvening '{"zip": "98101"}' \\
      --fields weather,cinemas.name --deadline 800ms -H 'x-user-id: 7' --format json`;
