import { type DescMessage, type Message, toBinary, toJson } from '@bufbuild/protobuf';
import type { MessageTypes } from './message-types.ts';

/**
 * A message as ProtoJSON with the fields' proto names, for people. What has no ProtoJSON (an Any of a type that is not
 * known) is shown as its bytes.
 *
 * @param space - as in `JSON.stringify`; 0: on one line
 */
export function renderMessage(desc: DescMessage, message: Message, types: MessageTypes, space = 0): string {
  try {
    return JSON.stringify(
      toJson(desc, message, { registry: types.registry, useProtoFieldName: true }),
      undefined,
      space,
    );
  } catch {
    return `${desc.typeName} with the bytes ${Buffer.from(toBinary(desc, message)).toString('base64')}`;
  }
}
