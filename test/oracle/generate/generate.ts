/** A whole `.proto` with upstreams and a composite method, from a list of decisions. */
import { Choices } from './choices.ts';
import { makeResponse } from './composite.ts';
import { makeData, singularType } from './data-messages.ts';
import type { FieldModel, FileModel, MessageModel } from './proto-model.ts';
import { makeUpstreams, upstreamService, type UpstreamMethod } from './services.ts';
import { enums, KnownTypes, messageType, packageName, scalar } from './types.ts';

/** What was made. */
export interface Generated {
  readonly file: FileModel;
  readonly methods: readonly UpstreamMethod[];
  /** Some expression may fail, depending on data. */
  readonly fallible: boolean;
}

/** The composite service's name and its method's. */
export const composite = { service: `${packageName}.Front`, method: 'Make' } as const;

/** Makes a file. */
export function generate(numbers: readonly number[]): Generated {
  const choices = new Choices(numbers);
  const known = new KnownTypes();
  const methods = makeUpstreams(choices, known);
  const request = makeRequest(choices, known);
  const messages: MessageModel[] = [];
  let fallible = false;
  const response = makeResponse({
    choices,
    known,
    methods,
    request: messageType(request.name),
    messages,
    fallible: () => (fallible = true),
  });
  const all = new Set([...known.messages.values(), ...messages]);
  const unsafe = methods.some(({ model }) => model.safety !== 'NO_SIDE_EFFECTS');
  const file: FileModel = {
    package: packageName,
    enums,
    messages: [...all],
    services: [
      { name: upstreamService, methods: methods.map(({ model }) => model) },
      {
        name: 'Front',
        methods: [
          {
            name: composite.method,
            input: `${packageName}.${request.name}`,
            output: `${packageName}.${response.name}`,
            safety: unsafe || choices.percent(50) ? 'IDEMPOTENCY_UNKNOWN' : 'NO_SIDE_EFFECTS',
            composite: choices.percent(10) ? { forward: ['x-user'] } : {},
          },
        ],
      },
    ],
  };
  return { file, methods, fallible };
}

function makeRequest(choices: Choices, known: KnownTypes): MessageModel {
  const fields: FieldModel[] = [
    { name: 'id', number: 1, type: scalar('string') },
    { name: 'n', number: 2, type: scalar('int32') },
    { name: 'ids', number: 3, type: { kind: 'list', element: scalar('string') } },
    { name: 'numbers', number: 4, type: { kind: 'list', element: scalar('int32') } },
  ];
  for (let i = choices.below(3); i > 0; i--) {
    fields.push({ name: `q${i}`, number: 10 + i, type: singularType(choices, known) });
  }
  const data = choices.percent(50) ? makeData(choices, known, 'Given') : undefined;
  if (data !== undefined) fields.push({ name: 'given', number: 20, type: messageType(data.name) });
  if (choices.percent(50)) {
    fields.push({ name: 'read_mask', number: 30, type: messageType('google.protobuf.FieldMask') });
  }
  const request: MessageModel = { name: 'Ask', fields, lets: [], requires: [] };
  known.add(request);
  return request;
}
