import type { DescMessage, DescMethod, DescService } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import type { Comparison } from './comparison.ts';
import { diffStanding } from './diff-standing.ts';
import type { ChangeEffects } from './effects.ts';
import { diffOptions } from './options/diff-options.ts';
import { diffPagination } from './pagination.ts';
import { inOrder, type Pair } from './pair-types.ts';

/** Compares all services and their methods. */
export function diffServices(comparison: Comparison): void {
  const { services } = comparison.pairs;
  diffStanding(comparison, 'service', services);
  for (const pair of inOrder(services)) {
    diffMethods(comparison, pair);
    diffOptions(comparison, pair);
  }
}

function diffMethods(comparison: Comparison, { base, head, named }: Pair<DescService>): void {
  const { changes } = comparison;
  for (const method of base.methods) {
    const other = head.methods.find(({ name }) => name === method.name);
    if (other !== undefined) {
      diffMethod(comparison, { base: method, head: other, named });
      continue;
    }
    const bufRules = named ? ['RPC_NO_DELETE'] : [];
    changes.add('method-removed', { base: method, head: undefined, before: signatureOf(method), bufRules });
  }
  for (const method of head.methods) {
    if (base.methods.some(({ name }) => name === method.name)) continue;
    changes.add('method-added', { base: undefined, head: method, after: signatureOf(method) });
  }
}

function diffMethod(comparison: Comparison, pair: Pair<DescMethod>): void {
  const { base, head } = pair;
  diffType(comparison, pair, 'method-request-changed', 'RPC_SAME_REQUEST_TYPE', base.input, head.input);
  diffType(comparison, pair, 'method-response-changed', 'RPC_SAME_RESPONSE_TYPE', base.output, head.output);
  diffStreaming(comparison, pair, 'client');
  diffStreaming(comparison, pair, 'server');
  diffIdempotency(comparison, pair);
  diffPagination(comparison.changes, pair);
  diffOptions(comparison, pair);
}

function diffType(
  comparison: Comparison,
  { base, head, named }: Pair<DescMethod>,
  kind: 'method-request-changed' | 'method-response-changed',
  bufRule: string,
  before: DescMessage,
  after: DescMessage,
): void {
  if (before.typeName === after.typeName) return;
  // The same message by another name is another type to generated code only.
  const renamed = comparison.isSameType(before.typeName, after.typeName);
  comparison.changes.add(kind, {
    base,
    head,
    before: before.typeName,
    after: after.typeName,
    ...(renamed ? { effects: { source: 'breaking' } } : {}),
    bufRules: named ? [bufRule] : [],
  });
}

function diffStreaming(
  { changes }: Comparison,
  { base, head, named }: Pair<DescMethod>,
  side: 'client' | 'server',
): void {
  const [before, after] = [base, head].map(({ proto }) =>
    (side === 'client' ? proto.clientStreaming : proto.serverStreaming) ? 'streaming' : 'unary',
  );
  if (before === after) return;
  const bufRules = named ? [`RPC_SAME_${side.toUpperCase()}_STREAMING`] : [];
  changes.add(`method-${side}-streaming-changed`, { base, head, before, after, bufRules });
}

/** How much may be done with a call besides making it once. */
const freedom: Readonly<Record<MethodOptions_IdempotencyLevel, number>> = {
  [MethodOptions_IdempotencyLevel.IDEMPOTENCY_UNKNOWN]: 0,
  [MethodOptions_IdempotencyLevel.IDEMPOTENT]: 1,
  [MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS]: 2,
};

function diffIdempotency({ changes }: Comparison, { base, head, named }: Pair<DescMethod>): void {
  if (base.idempotency === head.idempotency) return;
  // A promise that is taken back breaks those who rely on it; one that is given has to be true of the old servers, too.
  const weaker = freedom[head.idempotency] < freedom[base.idempotency];
  const effects: ChangeEffects = { semantic: weaker ? 'breaking' : 'risky' };
  changes.add('method-idempotency-changed', {
    base,
    head,
    before: MethodOptions_IdempotencyLevel[base.idempotency],
    after: MethodOptions_IdempotencyLevel[head.idempotency],
    option: idempotencyOption,
    effects,
    bufRules: named ? ['RPC_SAME_IDEMPOTENCY_LEVEL'] : [],
  });
}

const idempotencyOption = 34;

function signatureOf(method: DescMethod): string {
  const { clientStreaming, serverStreaming } = method.proto;
  const stream = (streaming: boolean, type: DescMessage) => `(${streaming ? 'stream ' : ''}${type.typeName})`;
  return `${method.name}${stream(clientStreaming, method.input)} returns ${stream(serverStreaming, method.output)}`;
}
