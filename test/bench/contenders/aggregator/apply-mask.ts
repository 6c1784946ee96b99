/** Names of the fields that are kept, each with those below it; an empty tree keeps all. */
type MaskTree = Map<string, MaskTree>;

/** Keeps what the paths name; paths reach through lists. */
export function applyMask<Message extends object>(message: Message, paths: readonly string[]): Message {
  const tree: MaskTree = new Map();
  for (const path of paths) {
    let node = tree;
    for (const name of path.split('.')) {
      let next = node.get(name);
      if (next === undefined) {
        next = new Map();
        node.set(name, next);
      }
      node = next;
    }
  }
  return pick(message, tree) as Message;
}

function pick(value: unknown, tree: MaskTree): unknown {
  if (tree.size === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => pick(element, tree));
  const kept: Record<string, unknown> = {};
  for (const [name, below] of tree) {
    const field = (value as Readonly<Record<string, unknown>>)[name];
    if (field !== undefined) kept[name] = pick(field, below);
  }
  return kept;
}
