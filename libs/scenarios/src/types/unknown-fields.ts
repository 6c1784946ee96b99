import type { DescMessage, Message } from '@bufbuild/protobuf';
import { messagesAt, type PathStep } from './field-path.ts';
import type { MessageTypes } from './message-types.ts';

/**
 * The numbers of the unknown fields of the messages at a path, each once, in order. Known extensions are none.
 */
export function unknownFieldsAt(
  desc: DescMessage,
  message: Message,
  path: readonly PathStep[],
  types: MessageTypes,
): readonly number[] {
  const numbers = messagesAt(desc, message, path).flatMap((found) => {
    const type = types.registry.getMessage(found.$typeName);
    const isKnown = (number: number) =>
      type !== undefined && types.registry.getExtensionFor(type, number) !== undefined;
    return (found.$unknown ?? []).map((field) => field.no).filter((number) => !isKnown(number));
  });
  return [...new Set(numbers)].sort((one, other) => one - other);
}
