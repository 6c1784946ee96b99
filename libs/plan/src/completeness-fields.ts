import { shapeOf, type FieldShape, type MessageShape } from '@tributary/wire';
import type { DescMessage } from '@bufbuild/protobuf';
import type { CompletenessField } from './message-plan.ts';

const completenessType = 'tributary.v1.Completeness';

/** The fields of a message that are of type Completeness, or have such fields inside them at any depth. */
export function completenessFields(message: DescMessage): readonly CompletenessField[] {
  const known = new Map<MessageShape, CompletenessField[]>();
  const fieldsOf = (shape: MessageShape): CompletenessField[] => {
    const before = known.get(shape);
    if (before !== undefined) return before;
    const fields: CompletenessField[] = [];
    known.set(shape, fields);
    for (const field of shape.fields) {
      const inside = messageIn(field);
      if (inside === undefined) continue;
      if (inside.typeName === completenessType) fields.push({ field, inside: undefined });
      else if (holdsCompleteness(inside)) fields.push({ field, inside: fieldsOf(inside) });
    }
    return fields;
  };
  return fieldsOf(shapeOf(message));
}

function holdsCompleteness(shape: MessageShape, seen = new Set<MessageShape>()): boolean {
  if (shape.typeName === completenessType) return true;
  if (seen.has(shape)) return false;
  seen.add(shape);
  return shape.fields.some((field) => {
    const inside = messageIn(field);
    return inside !== undefined && holdsCompleteness(inside, seen);
  });
}

/** The message that a field holds: one, several in a list, or a map's values. */
function messageIn({ kind, message }: FieldShape): MessageShape | undefined {
  return kind === 'map' ? message?.field(2)?.message : message;
}
