import { text } from 'node:stream/consumers';
import { type ChannelCredentials, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { type Caller, connectCaller, parseDurationMs, parseMessage } from '@tributary/scenarios';
import { clean, couldNotRun } from '../exit-status.ts';
import { Refusal } from '../refusal.ts';
import { methodByReflection, type MethodContract, methodInProtos } from './contracts.ts';
import { createReflectionClient } from './reflection-client.ts';
import { renderAnswerAsJson, renderAnswerAsText } from './render-answer.ts';

/** What `tributary call` is told. */
export interface CallOptions {
  readonly proto?: string;
  readonly descriptors?: string;
  readonly header: readonly (readonly [string, string])[];
  /** In milliseconds. */
  readonly deadline: number;
  readonly fields?: string;
  readonly tls?: true;
  readonly format: 'text' | 'json';
}

/** How long a server may take to be connected to and to tell of its contracts. */
const askingTimeoutMs = 5000;

/** Calls a method, and prints the answer. Yields the exit status. */
export async function callMethod(address: string, name: string, json: string, options: CallOptions): Promise<number> {
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

/** Reads `--deadline`; undefined where it is no time to wait. */
export function deadlineMsOf(given: string): number | undefined {
  const ms = parseDurationMs(given);
  return ms === undefined || ms <= 0 ? undefined : ms;
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
