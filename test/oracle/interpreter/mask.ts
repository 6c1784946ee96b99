/** Field masks: read from paths, and applied to messages. */
import { create, type DescMessage, type Message } from '@bufbuild/protobuf';
import { readField, writeField, type Held } from './value.ts';

/** What is wanted of a message: everything, or some fields, each with what is wanted of it. */
export type Mask = 'all' | ReadonlyMap<string, Mask>;

/** Reads paths in proto or JSON names; a path that does not exist is given back as it is. */
export function readMask(paths: readonly string[], message: DescMessage): Mask | { readonly unknown: string } {
  let mask: Mask = new Map();
  if (paths.length === 0) return 'all';
  for (const path of paths) {
    if (path === '*') return 'all';
  }
  for (const path of paths) {
    const names = namesOf(path, message);
    if (names === undefined) return { unknown: path };
    mask = join(mask, names);
  }
  return mask;
}

function namesOf(path: string, message: DescMessage): readonly string[] | undefined {
  let at: DescMessage | undefined = message;
  const names: string[] = [];
  for (const part of path.split('.')) {
    const field: DescMessage['fields'][number] | undefined = at?.fields.find(
      ({ name, jsonName }) => name === part || jsonName === part,
    );
    if (field === undefined) return undefined;
    names.push(field.name);
    at = field.fieldKind === 'map' ? undefined : field.message;
  }
  return names;
}

function join(mask: Mask, [first, ...rest]: readonly string[]): Mask {
  if (mask === 'all' || first === undefined) return 'all';
  return new Map([...mask, [first, join(mask.get(first) ?? new Map<string, Mask>(), rest)]]);
}

/** What is wanted of a field; undefined: nothing. */
export function inside(mask: Mask, field: string): Mask | undefined {
  return mask === 'all' ? 'all' : mask.get(field);
}

/** The fields of a message that are in the mask. */
export function pruned(held: Held, message: DescMessage | undefined, mask: Mask): Held {
  if (mask === 'all' || message === undefined || held instanceof Map) return held;
  if (Array.isArray(held)) return (held as readonly Held[]).map((element) => pruned(element, message, mask));
  const made = create(message);
  for (const field of message.fields) {
    const wanted = mask.get(field.name);
    const value = wanted === undefined ? undefined : readField(held as Message, field);
    if (wanted === undefined || value === undefined) continue;
    writeField(made, field, pruned(value, field.fieldKind === 'map' ? undefined : field.message, wanted));
  }
  return made;
}
