import { shapeOf, type FieldShape, type MessageShape } from '@tributary/wire';
import type { DescMessage } from '@bufbuild/protobuf';
import type { CompletenessPath } from './message-plan.ts';

const completenessType = 'tributary.v1.Completeness';
/** Messages inside messages are looked through so deep. */
const maxDepth = 8;

/**
 * The ways to all fields of type Completeness in a message, through single messages and lists. A way does not go through
 * a message twice.
 */
export function completenessPaths(message: DescMessage): readonly CompletenessPath[] {
  const paths: CompletenessPath[] = [];
  const walk = (shape: MessageShape, path: readonly FieldShape[], seen: ReadonlySet<MessageShape>): void => {
    if (path.length >= maxDepth) return;
    for (const field of shape.fields) {
      if (field.kind !== 'message' || field.message === undefined) continue;
      if (field.message.typeName === completenessType) {
        if (!field.repeated) paths.push([...path, field]);
      } else if (!seen.has(field.message)) {
        walk(field.message, [...path, field], new Set([...seen, field.message]));
      }
    }
  };
  const shape = shapeOf(message);
  walk(shape, [], new Set([shape]));
  return paths;
}
