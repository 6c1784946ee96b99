import { type DescMessage, type Message, toBinary, toJson } from '@bufbuild/protobuf';
import type { MessageTypes } from './message-types.ts';

/**
 * A message as ProtoJSON with the fields' proto names, for people. What has no ProtoJSON (an Any of a type that is not
 * known) is shown as its bytes; what lacks a field that proto2 requires has neither.
 *
 * @param space - as in `JSON.stringify`; 0: on one line
 */
export function renderMessage(desc: DescMessage, message: Message, types: MessageTypes, space = 0): string {
  try {
    const json = toJson(desc, message, { registry: types.registry, useProtoFieldName: true });
    return JSON.stringify(json, typeFirst, space);
  } catch {
    return `${desc.typeName} ${renderBytes(desc, message)}`;
  }
}

function renderBytes(desc: DescMessage, message: Message): string {
  try {
    return `with the bytes ${Buffer.from(toBinary(desc, message)).toString('base64')}`;
  } catch (error) {
    return `that cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What an Any holds is read more easily where its type stands in front. */
function typeFirst(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('@type' in value)) return value;
  const { '@type': type, ...fields } = value;
  return { '@type': type, ...fields };
}
