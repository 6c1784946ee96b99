import type { DescMethod } from '@bufbuild/protobuf';
import type { Batch, Call, Hedge, Retry } from '../composition.ts';
import { nearestName } from '../expression/index.ts';
import { Code } from '../generated/google/rpc/code_pb.ts';
import type { Source } from '../generated/tributary/v1/compose_pb.ts';
import type { ValueType } from '../expression/index.ts';
import type { OptionPath, OptionSite } from '../places/places.ts';
import { readArguments } from './argument-reader.ts';
import { readBatch } from './batch-reader.ts';
import { readCache, readWait } from './cache-reader.ts';
import { readForward } from './forward-reader.ts';
import type { MessageUse } from './message-use.ts';
import { declaresNoSideEffects, safetyOf, type ReadingContext } from './reading-context.ts';

/** A call and what `response` is in its `select`. */
export interface CallReading {
  /** Undefined where its arguments are in error: what else is said of it can still be looked at. */
  readonly call: Call | undefined;
  readonly response: ValueType;
  /** A batch for a list of keys: the value is a list of what `response` is. */
  readonly many: boolean;
}

/** Reads `call` and the options of calls; undefined where something is in error that leaves nothing to go on with. */
export function readCall(
  context: ReadingContext,
  use: MessageUse,
  source: Source,
  site: OptionSite,
  path: OptionPath,
): CallReading | undefined {
  const method = findMethod(context, source.call, site, path);
  if (method === undefined) return undefined;
  const args = readArguments(context, use, source.args, method, site, path, source.batch !== undefined);
  const timeoutMs = readWait(context, site, [...path, 'timeout'], source.timeout);
  const retry = readRetry(context, source, site, path);
  const hedge = readHedge(context, source, site, path);
  const cache =
    source.cache === undefined
      ? undefined
      : readCache(context, use, source.cache, site, [...path, 'cache'], { kind: 'tags', names: true });
  checkSafety(context, source, method, site, path);
  let batch: Batch | undefined;
  let response: ValueType = { kind: 'message', message: method.output };
  if (source.batch !== undefined) {
    const reading = readBatch(context, source.batch, args, source.args, method, site, path);
    if (reading === undefined) return undefined;
    ({ batch, response } = reading);
  }
  const many = batch?.many === true;
  if (args === undefined) return { call: undefined, response, many };
  return {
    response,
    many,
    call: {
      site,
      method,
      name: `${method.parent.typeName}/${method.name}`,
      args,
      timeoutMs: timeoutMs > 0 ? timeoutMs : undefined,
      retry,
      hedge,
      cache,
      batch,
      forward:
        source.forward.length > 0 ? readForward(context, source.forward, site, [...path, 'forward']) : context.forward,
      safety: safetyOf(method, context.vouch),
    },
  };
}

function findMethod(context: ReadingContext, name: string, site: OptionSite, path: OptionPath): DescMethod | undefined {
  const at = [...path, 'call'];
  const [serviceName = '', methodName = '', ...rest] = name.split('/');
  if (methodName === '' || rest.length > 0) {
    context.report.atOption('unknown-call', site, at, {
      message: `"${name}" is not a method`,
      note: 'write "package.Service/Method"',
    });
    return undefined;
  }
  const service = context.registry.getService(serviceName);
  if (service === undefined) {
    const services = [...context.registry].filter((type) => type.kind === 'service').map(({ typeName }) => typeName);
    const nearest = nearestName(serviceName, services);
    context.report.atOption(
      'unknown-call',
      site,
      at,
      {
        message: `there is no service "${serviceName}"`,
        note:
          nearest === undefined
            ? `is its .proto among the files? There is: ${services.join(', ')}`
            : `did you mean "${nearest}"?`,
      },
      { offset: 0, length: serviceName.length },
    );
    return undefined;
  }
  const method = service.methods.find((candidate) => candidate.name === methodName);
  const part = { offset: serviceName.length + 1, length: methodName.length };
  if (method === undefined) {
    const names = service.methods.map((candidate) => candidate.name);
    const nearest = nearestName(methodName, names);
    context.report.atOption(
      'unknown-call',
      site,
      at,
      {
        message: `${serviceName} has no method "${methodName}"`,
        note: nearest === undefined ? `${service.name} has: ${names.join(', ')}` : `did you mean "${nearest}"?`,
      },
      part,
    );
    return undefined;
  }
  if (method.methodKind === 'unary') return method;
  const saying = { message: `${name} is not unary`, note: 'a composition calls unary methods only' };
  context.report.atOption('streaming-call', site, at, saying, part);
  return undefined;
}

function readRetry(context: ReadingContext, { retry }: Source, site: OptionSite, path: OptionPath): Retry | undefined {
  if (retry === undefined) return undefined;
  const backoffMs = readWait(context, site, [...path, 'retry', 'backoff'], retry.backoff);
  const attempts = retry.attempts === 0 ? 3 : retry.attempts;
  if (attempts < 2 || attempts > 5) {
    context.report.atOption('bad-option', site, [...path, 'retry', 'attempts'], {
      message: `${attempts} attempts`,
      note: 'attempts in all, the first included: 2 to 5',
    });
  }
  return {
    attempts,
    backoffMs: backoffMs > 0 ? backoffMs : 25,
    codes: retry.codes.length > 0 ? retry.codes : [Code.UNAVAILABLE],
  };
}

function readHedge(context: ReadingContext, { hedge }: Source, site: OptionSite, path: OptionPath): Hedge | undefined {
  if (hedge === undefined) return undefined;
  const afterMs = readWait(context, site, [...path, 'hedge', 'after'], hedge.after);
  return { afterMs: afterMs > 0 ? afterMs : undefined };
}

function checkSafety(
  context: ReadingContext,
  source: Source,
  method: DescMethod,
  site: OptionSite,
  path: OptionPath,
): void {
  const { level } = safetyOf(method, context.vouch);
  const name = `${method.parent.typeName}/${method.name}`;
  const vouch = `where the contract does not say it, tributary.yaml may vouch for the method`;
  if (source.cache !== undefined && level !== 'safe') {
    context.report.atKey('unsafe-cache', site, [...path, 'cache'], {
      message: `${name} is not NO_SIDE_EFFECTS, so its replies are not cached`,
      note: `option idempotency_level = NO_SIDE_EFFECTS; ${vouch} with \`safe\``,
    });
  }
  for (const option of ['retry', 'hedge'] as const) {
    if (source[option] === undefined || level !== 'unsafe') continue;
    context.report.atKey(`unsafe-${option}`, site, [...path, option], {
      message: `${name} is neither NO_SIDE_EFFECTS nor IDEMPOTENT, so it is called once`,
      note: `option idempotency_level = IDEMPOTENT; ${vouch} with \`idempotent\``,
    });
  }
  if (declaresNoSideEffects(context.method) && level !== 'safe') {
    context.report.atOption('unsafe-call', site, [...path, 'call'], {
      message: `${context.method.name} declares NO_SIDE_EFFECTS and calls ${name}, which does not`,
      note: `${vouch} with \`safe\``,
    });
  }
}
