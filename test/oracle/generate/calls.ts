/** Calls of upstream methods, with arguments from what there is to read. */
import type { Choices } from './choices.ts';
import type { Expressions } from './expressions.ts';
import type { FieldType, SourceModel } from './proto-model.ts';
import { pathsFrom, type Path } from './scope.ts';
import { upstreamService, type UpstreamMethod } from './services.ts';
import { messageType, packageName, type KnownTypes } from './types.ts';

/** What making a call goes by. */
export interface CallMaker {
  readonly choices: Choices;
  readonly known: KnownTypes;
  readonly methods: readonly UpstreamMethod[];
}

/** A call, without what becomes of its reply. */
export interface MadeCall {
  readonly source: SourceModel;
  /** What `response` is in its `select`. */
  readonly response: FieldType;
  /** The paths below `response`, itself left out. */
  readonly paths: readonly Path[];
  /** It asks for a list of items. */
  readonly many: boolean;
}

/** Makes a call. */
export function makeCall({ choices, known, methods }: CallMaker, reader: Expressions): MadeCall {
  const method = choices.of(methods);
  if (method === undefined) throw new Error('there is nothing to call');
  const { model, request, reply, batch } = method;
  const source: SourceModel = { call: `${packageName}.${upstreamService}/${model.name}`, args: [] };
  const batched = batch !== undefined && choices.percent(85) ? batch : undefined;
  const many = batched !== undefined && choices.percent(30);
  for (const { name, type } of request.fields) {
    if (batched !== undefined && name === 'ids') {
      source.args?.push(`ids = ${reader.for(many ? { kind: 'list', element: batched.key } : batched.key)}`);
      continue;
    }
    if (!choices.percent(75)) continue;
    const inner = type.kind === 'message' && choices.percent(30) ? choices.of(known.fields(type)) : undefined;
    if (inner !== undefined) source.args?.push(`${name}.${inner.name} = ${reader.for(inner.type)}`);
    else source.args?.push(`${name} = ${reader.for(type)}`);
  }
  if (source.args?.length === 0) delete source.args;
  if (choices.percent(10)) source.forward = ['x-user'];
  if (batched !== undefined) {
    source.batch = {
      ...(batched.by === 'match' ? { match: 'key' } : {}),
      ...(choices.percent(30) ? { keys: 'ids' } : {}),
      ...(choices.percent(30) ? { items: 'items' } : {}),
      ...(choices.percent(30) ? { max_keys: choices.count(1, 3) } : {}),
    };
  }
  const items = reply.fields.find(({ name }) => name === 'items')?.type;
  const response: FieldType = batched !== undefined && items?.kind === 'list' ? items.element : messageType(reply.name);
  const paths = pathsFrom([{ text: 'response', type: response, askable: true }], known).filter(({ bare }) => !bare);
  return { source, response, paths, many };
}
