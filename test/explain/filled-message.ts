import { create, type DescEnum, type DescField, type DescMessage, type Message, ScalarType } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage, type ScalarValue } from '@bufbuild/protobuf/reflect';

/** Messages inside messages are filled so deep; lists of messages as deep have one element. */
const maxDepth = 5;

/**
 * A message in which everything has a value, and everything of a type the same one: so a key that is sent is the key of
 * the item that comes back, whatever the composition makes of it on the way.
 */
export function filledMessage(desc: DescMessage): Message {
  const message = create(desc);
  fill(reflect(desc, message), 0);
  return message;
}

function fill(message: ReflectMessage, depth: number): void {
  for (const field of message.desc.fields) {
    // A Completeness that an upstream sends would tell of gaps; of a oneof one member is set.
    if (field.message?.typeName === 'tributary.v1.Completeness' || field.message?.typeName === 'google.protobuf.Any')
      continue;
    if (field.message?.typeName === 'google.protobuf.FieldMask') continue;
    if (field.oneof !== undefined && field.oneof.fields[0] !== field) continue;
    fillField(message, field, depth);
  }
}

function fillField(message: ReflectMessage, field: DescField, depth: number): void {
  switch (field.fieldKind) {
    case 'scalar':
      message.set(field, scalarOf(field.scalar));
      return;
    case 'enum':
      message.set(field, enumOf(field.enum));
      return;
    case 'message':
      if (depth < maxDepth) message.set(field, inner(field.message, depth));
      return;
    case 'list': {
      const list = message.get(field);
      if (field.listKind === 'message') {
        if (depth < maxDepth) list.add(inner(field.message, depth));
      } else list.add(field.listKind === 'enum' ? enumOf(field.enum) : scalarOf(field.scalar));
      return;
    }
    case 'map': {
      const map = message.get(field);
      const key = scalarOf(field.mapKey);
      if (typeof key !== 'object' && field.mapKind === 'scalar') map.set(key, scalarOf(field.scalar));
    }
  }
}

function inner(desc: DescMessage, depth: number): ReflectMessage {
  const message = reflect(desc);
  fill(message, depth + 1);
  return message;
}

function enumOf({ values }: DescEnum): number {
  return values.find(({ number }) => number !== 0)?.number ?? 0;
}

function scalarOf(type: ScalarType): ScalarValue {
  switch (type) {
    case ScalarType.STRING:
      return '1';
    case ScalarType.BOOL:
      return true;
    case ScalarType.BYTES:
      return new Uint8Array([49]);
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return 1n;
    default:
      return 1;
  }
}
