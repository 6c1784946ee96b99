/** Requests to a composite method: the message, the metadata, the mask, and the pace of the upstreams. */
import { toBinary, type DescMessage, type Message } from '@bufbuild/protobuf';
import type { EngineRequest } from '../running/run-engine.ts';
import { writeField } from '../interpreter/value.ts';
import type { Choices } from './choices.ts';
import { randomMessage, type Fullness } from './random-message.ts';

/** A request. */
export interface MadeRequest {
  readonly message: Message;
  readonly bytes: Uint8Array;
  readonly metadata: ReadonlyMap<string, string>;
  readonly pace: EngineRequest['pace'];
}

/** Makes a request. */
export function makeRequest(
  choices: Choices,
  input: DescMessage,
  output: DescMessage,
  fullness: Fullness | undefined,
  masked: boolean,
): MadeRequest {
  const message = randomMessage(choices, input, fullness ?? choices.one('full', 'random', 'empty'));
  const metadata = new Map<string, string>();
  if (choices.percent(40)) metadata.set('x-user', choices.one('ada', '', 'é'));
  const mask = input.fields.find(({ name }) => name === 'read_mask');
  if (masked && choices.percent(40)) {
    const paths = makeMask(choices, output);
    if (mask?.message !== undefined && choices.percent(80)) {
      const made = randomMessage(choices, mask.message, 'empty');
      const field = mask.message.fields[0];
      if (field !== undefined) writeField(made, field, paths);
      writeField(message, mask, made);
    } else metadata.set('tributary-fields', paths.join(','));
  }
  const pace = { perTurn: choices.one(1, 2, 100), newestFirst: choices.percent(30) };
  return { message, bytes: toBinary(input, message), metadata, pace };
}

function makeMask(choices: Choices, output: DescMessage): string[] {
  const paths: string[] = [];
  for (let i = choices.count(1, 3); i > 0; i--) {
    let at: DescMessage | undefined = output;
    const names: string[] = [];
    while (at !== undefined && (names.length === 0 || choices.percent(60))) {
      const field: DescMessage['fields'][number] | undefined = choices.of(at.fields);
      if (field === undefined) break;
      names.push(choices.percent(20) ? field.jsonName : field.name);
      at = field.fieldKind === 'map' ? undefined : field.message;
    }
    if (choices.percent(2)) names.push('nowhere');
    paths.push(names.join('.'));
  }
  return paths;
}
