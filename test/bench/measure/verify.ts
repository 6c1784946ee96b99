import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@bufbuild/protobuf';
import { Client, credentials } from '@grpc/grpc-js';
import type { Target } from '../load/load.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { withKey } from '../scenarios/scenarios.ts';
import type { Contracts } from '../shop/contracts.ts';
import { digitsOf } from '../shop/template.ts';

/** Keys that nothing measured asks for. */
let verified = 500_000;

/**
 * Asks once, decodes the answer and compares it with what it must be.
 *
 * @returns how long the answer is, as every other must be
 * @throws Error where it is another answer, or none
 */
export async function verify(scenario: Scenario, target: Target, contracts: Contracts): Promise<number> {
  verified += 1;
  const digits = digitsOf(verified);
  const request = withKey(scenario.request, digits);
  const { answer, length } =
    target.kind === 'grpc'
      ? await askGrpc(scenario, target, request, contracts)
      : await askGraphql(scenario, target.url, request);
  const expected = withKey(scenario.answer, digits);
  if (!isDeepStrictEqual(answer, expected)) {
    throw new Error(`another answer: ${excerpt(answer)} instead of ${excerpt(expected)}`);
  }
  return length;
}

interface Answered {
  readonly answer: JsonObject;
  readonly length: number;
}

async function askGrpc(
  { method }: Scenario,
  { address, path }: Extract<Target, { readonly kind: 'grpc' }>,
  request: JsonObject,
  contracts: Contracts,
): Promise<Answered> {
  const client = new Client(address, credentials.createInsecure());
  try {
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      client.makeUnaryRequest(
        path,
        (message: Buffer) => message,
        (message) => message,
        contracts.encode(`shop.pages.v1.${method}Request`, request),
        { deadline: Date.now() + 10_000 },
        (error, reply) => {
          if (reply === undefined) reject(error ?? new Error('no answer'));
          else resolve(reply);
        },
      );
    });
    return { answer: contracts.decode(`shop.pages.v1.${method}Response`, bytes), length: bytes.length };
  } finally {
    client.close();
  }
}

async function askGraphql({ graphql }: Scenario, url: string, { id }: JsonObject): Promise<Answered> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: graphql.query, variables: { id } }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as { readonly data?: JsonObject | null; readonly errors?: unknown };
  if (data === undefined || data === null) throw new Error(`no data: ${JSON.stringify(errors).slice(0, 500)}`);
  return { answer: graphql.answer(data), length: Buffer.byteLength(text) };
}

function excerpt(message: JsonObject): string {
  const text = JSON.stringify(message);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
