import { text } from 'node:stream/consumers';
import { type ChannelCredentials, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { type Caller, connectCaller, parseDurationMs, parseMessage } from '@tributary/scenarios';
import { Command, InvalidArgumentError, Option } from 'commander';
import { methodByReflection, type MethodContract, methodInProtos } from '../call/contracts.ts';
import { createReflectionClient } from '../call/reflection-client.ts';
import { renderAnswerAsJson, renderAnswerAsText } from '../call/render-answer.ts';
import { clean, couldNotRun } from '../exit-status.ts';
import { Refusal } from '../refusal.ts';

type Pairs = readonly (readonly [string, string])[];

interface CallOptions {
  readonly proto?: string;
  readonly descriptors?: string;
  readonly header: Pairs;
  readonly deadline: number;
  readonly fields?: string;
  readonly tls?: true;
  readonly format: 'text' | 'json';
}

/** How long a server may take to be connected to and to tell of its contracts. */
const askingTimeoutMs = 5000;

/** `tributary call`: calls a unary method of any gRPC server. */
export function callCommand(end: (exitStatus: number) => void): Command {
  return new Command('call')
    .description('Call a unary method of a running server, composite or not.')
    .argument('<address>', 'where the server listens, as 127.0.0.1:50050')
    .argument('<method>', 'as package.Service/Method')
    .argument('[json]', 'the request as JSON; -: read from the standard input', '{}')
    .option('-H, --header <"key: value">', 'metadata to send; may be given several times', readHeader, [])
    .option('--deadline <duration>', 'how long to wait for the answer, as 800ms', readDuration, 10_000)
    .option('--fields <paths>', 'ask a composite for these fields only, as movie.title,ratings')
    .option('--proto <folder>', 'take the contract from a folder of protos, not from the server')
    .option('--descriptors <file>', 'take the contract from a descriptor set, not from the server')
    .option('--tls', 'over TLS')
    .addOption(new Option('--format <format>', 'how the answer is printed').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (address: string, method: string, json: string, options: CallOptions) => {
      end(await call(address, method, json, options));
    });
}

async function call(address: string, name: string, json: string, options: CallOptions): Promise<number> {
  const security = options.tls === true ? credentials.createSsl() : credentials.createInsecure();
  const contract = await findContract(address, name, security, options);
  const { method, types } = contract;
  const request = parseMessage(json === '-' ? await text(process.stdin) : json, 'request', method.input, types);
  if (request.kind === 'failed') throw new Refusal(request.problems.join('\n'));
  const caller = await connect(address, security);
  try {
    const answer = await caller.call({
      path: `/${method.parent.typeName}/${method.name}`,
      request: request.bytes,
      metadata: [
        ...options.header,
        ...(options.fields === undefined ? [] : [['tributary-fields', options.fields] as const]),
      ],
      deadlineMs: options.deadline,
    });
    if (options.format === 'json') console.log(renderAnswerAsJson(answer, contract));
    else {
      const { output, errors } = renderAnswerAsText(answer, contract);
      if (output !== '') console.log(output);
      if (errors !== '') console.error(errors);
    }
    return answer.response === undefined ? couldNotRun : clean;
  } finally {
    caller.close();
  }
}

async function connect(address: string, security: ChannelCredentials): Promise<Caller> {
  try {
    return await connectCaller(address, askingTimeoutMs, security);
  } catch (error) {
    throw error instanceof Error ? new Refusal(error.message) : error;
  }
}

async function findContract(
  address: string,
  name: string,
  security: ChannelCredentials,
  { proto, descriptors }: CallOptions,
): Promise<MethodContract> {
  if (proto !== undefined && descriptors !== undefined) throw new Refusal('give one of --proto and --descriptors');
  if (proto !== undefined) return methodInProtos({ kind: 'folder', path: proto }, name);
  if (descriptors !== undefined) return methodInProtos({ kind: 'descriptors', path: descriptors }, name);
  const client = createReflectionClient(address, security, askingTimeoutMs);
  try {
    return await methodByReflection(client, name);
  } catch (error) {
    throw describe(error, address);
  } finally {
    client.close();
  }
}

/** What a failure to ask the server means to people. */
function describe(error: unknown, address: string): unknown {
  const { code, details } = error as Partial<ServiceError>;
  if (error instanceof Refusal || code === undefined) return error;
  if (code === status.UNIMPLEMENTED) {
    return new Refusal(`${address} has no server reflection: name its protos with --proto or --descriptors`);
  }
  const cause =
    /Last error: (?:Error: )?(.*?)\. Resolution note/.exec(details ?? '')?.[1] ?? `${status[code]}: ${details ?? ''}`;
  return new Refusal(`cannot ask ${address} for its contracts: ${cause}`);
}

function readHeader(given: string, before: Pairs): Pairs {
  const match = /^([\w.-]+)\s*:\s*(.*)$/.exec(given);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new InvalidArgumentError('It must be of the form "key: value".');
  }
  return [...before, [match[1].toLowerCase(), match[2]]];
}

function readDuration(given: string): number {
  const ms = parseDurationMs(given);
  if (ms === undefined || ms <= 0) throw new InvalidArgumentError('It must be a duration, as 800ms or 1.5s.');
  return ms;
}

const examples = `
The contract is asked from the server by reflection, where no protos are named.
Exit status: 0 where the status is OK, else 1.

Examples:
  tributary call 127.0.0.1:50050 movienight.v1.MovieNightService/SearchMovies '{"query": "heat"}'
  tributary call 127.0.0.1:50050 movienight.v1.MovieNightService/GetMoviePage - < request.json
  tributary call 127.0.0.1:50050 movienight.v1.MovieNightService/PlanEvening '{"zip": "98101"}' \\
      --fields weather,cinemas.name --deadline 800ms -H 'x-user-id: 7' --format json`;
