/** Upstream services: methods for one thing, for many by their keys, with and without side effects. */
import type { Choices } from './choices.ts';
import { makeData, makeTwin, singularType } from './data-messages.ts';
import type { FieldModel, FieldType, MessageModel, MethodModel, SingularType } from './proto-model.ts';
import { messageType, packageName, scalar, type KnownTypes } from './types.ts';

/** An upstream method, and what the generator knows of it. */
export interface UpstreamMethod {
  readonly model: MethodModel;
  readonly request: MessageModel;
  readonly reply: MessageModel;
  /** Of a batch: how items are found. */
  readonly batch: { readonly by: 'match' | 'position'; readonly key: SingularType } | undefined;
}

/** The upstream service's name. */
export const upstreamService = 'Up';

/** Makes the data messages and methods of the upstreams. */
export function makeUpstreams(choices: Choices, known: KnownTypes): readonly UpstreamMethod[] {
  const data = choices.count(1, 3);
  for (let i = 0; i < data; i++) {
    const message = makeData(choices, known, `Data${i}`);
    if (choices.percent(50)) makeTwin(choices, known, message);
  }
  const methods: UpstreamMethod[] = [];
  const plain = choices.count(1, 3);
  for (let i = 0; i < plain; i++) methods.push(makeGet(choices, known, `Get${i}`));
  const batches = choices.count(0, 2);
  for (let i = 0; i < batches; i++) methods.push(makeBatch(choices, known, `BatchGet${i}`));
  return methods;
}

function safetyOf(choices: Choices): MethodModel['safety'] {
  return choices.percent(20) ? choices.one('IDEMPOTENCY_UNKNOWN', 'IDEMPOTENT') : 'NO_SIDE_EFFECTS';
}

function dataType(choices: Choices, known: KnownTypes): SingularType {
  return messageType(choices.of([...known.messages.keys()].filter((name) => name.includes('Data'))) ?? 'Data0');
}

function message(known: KnownTypes, name: string, types: readonly (readonly [string, FieldType])[]): MessageModel {
  const fields = types.map(([field, type], i): FieldModel => ({ name: field, number: i + 1, type }));
  const made: MessageModel = { name, fields, lets: [], requires: [] };
  known.add(made);
  return made;
}

function makeGet(choices: Choices, known: KnownTypes, name: string): UpstreamMethod {
  const extra = choices.count(0, 2);
  const args = Array.from({ length: extra }, (_, i): readonly [string, FieldType] => {
    const type = singularType(choices, known);
    return [`a${i}`, choices.percent(20) ? { kind: 'list', element: type } : type];
  });
  const replied = dataType(choices, known);
  const whole = choices.percent(40) && replied.kind === 'message' ? known.messages.get(replied.name) : undefined;
  const request = message(known, `${name}Request`, [['id', scalar('string')], ...args]);
  const reply =
    whole ??
    message(known, `${name}Reply`, [
      ['item', replied],
      ['note', scalar('string')],
      ...(choices.percent(50)
        ? [
            ['others', { kind: 'list', element: dataType(choices, known) }] as const satisfies readonly [
              string,
              FieldType,
            ],
          ]
        : []),
    ]);
  return { model: methodModel(choices, name, request, reply), request, reply, batch: undefined };
}

function makeBatch(choices: Choices, known: KnownTypes, name: string): UpstreamMethod {
  const key = scalar(choices.one('string', 'int32', 'int64', 'uint32'));
  const by = choices.percent(30) ? 'position' : 'match';
  const item = makeData(choices, known, `${name}Item`, by === 'match' ? key : undefined);
  const request = message(known, `${name}Request`, [
    ['ids', { kind: 'list', element: key }],
    ['extra', scalar('string')],
  ]);
  const reply = message(known, `${name}Reply`, [
    ['items', { kind: 'list', element: messageType(item.name) }],
    ['note', scalar('string')],
  ]);
  return { model: methodModel(choices, name, request, reply), request, reply, batch: { by, key } };
}

function methodModel(choices: Choices, name: string, request: MessageModel, reply: MessageModel): MethodModel {
  return {
    name,
    input: `${packageName}.${request.name}`,
    output: `${packageName}.${reply.name}`,
    safety: safetyOf(choices),
  };
}
