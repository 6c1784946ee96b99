import type { DescMessage, FileRegistry } from '@bufbuild/protobuf';

/**
 * The keys that elements of lists carry: their scalar fields, and for `id` and `name` those of the thing itself, as
 * "movie_id" for the `id` of a Movie. With the names of the messages that carry them.
 */
export function listedKeysOf(registry: FileRegistry): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  const note = (key: string, message: DescMessage): void => {
    const carriers = keys.get(key) ?? new Set();
    keys.set(key, carriers.add(message.name));
  };
  for (const element of listElements(registry)) {
    for (const field of element.fields) {
      if (field.fieldKind !== 'scalar' && !(field.fieldKind === 'list' && field.listKind === 'scalar')) continue;
      const key = field.fieldKind === 'list' ? field.name.replace(/s$/, '') : field.name;
      note(isOwnKey(key) ? `${snakeCase(element.name)}_${key}` : key, element);
    }
  }
  return keys;
}

/** Whether a field holds the key of the message that it is in. */
export function isOwnKey(name: string): boolean {
  return name === 'id' || name === 'name';
}

/** "GetMovie" as "get_movie". */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** The messages that responses have lists of, at any depth. */
function listElements(registry: FileRegistry): ReadonlySet<DescMessage> {
  const elements = new Set<DescMessage>();
  const seen = new Set<DescMessage>();
  const visit = (message: DescMessage, isElement: boolean): void => {
    if (isElement) elements.add(message);
    if (seen.has(message)) return;
    seen.add(message);
    for (const field of message.fields) {
      if (field.message === undefined) continue;
      visit(field.message, field.fieldKind === 'list');
    }
  };
  for (const file of registry.files) {
    for (const service of file.services) for (const { output } of service.methods) visit(output, false);
  }
  return elements;
}
