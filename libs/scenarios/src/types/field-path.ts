import type { DescMessage, Message } from '@bufbuild/protobuf';
import { isReflectList, isReflectMap, isReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { fieldOfKey } from './read-message.ts';

/** A step from a message to what is in it: a field, or an element of a list or a map. */
export type PathStep =
  { readonly kind: 'field'; readonly name: string } | { readonly kind: 'element'; readonly key: string };

/**
 * Reads a path as gaps have it: `screenings[2].price`, `by_id["m1"].title`; empty: the message itself. Undefined where
 * the text is no path.
 */
export function parseFieldPath(text: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  const pattern = /(?:(?:^|(?<=.)\.)(\w+)|\[(?:"([^"]*)"|'([^']*)'|(-?\w+))\])/y;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [name, ...keys]: readonly (string | undefined)[] = match.slice(1);
    const key = keys.find((found) => found !== undefined);
    steps.push(name === undefined ? { kind: 'element', key: key ?? '' } : { kind: 'field', name });
  }
  return steps;
}

/** All messages at a path, which goes through every element of a list or map where it names none. */
export function messagesAt(desc: DescMessage, message: Message, path: readonly PathStep[]): readonly Message[] {
  let values: readonly unknown[] = [reflect(desc, message)];
  for (const step of path) {
    values = values
      .flatMap((value) => (step.kind === 'field' ? spread(value) : [value]))
      .flatMap((value) => below(value, step));
  }
  return values.flatMap(spread).flatMap((value) => (isReflectMessage(value) ? [value.message] : []));
}

function spread(value: unknown): readonly unknown[] {
  return isReflectList(value) || isReflectMap(value) ? [...value.values()] : [value];
}

function below(value: unknown, step: PathStep): readonly unknown[] {
  if (step.kind === 'field') {
    const field = isReflectMessage(value) ? fieldOfKey(value.desc, step.name) : undefined;
    return isReflectMessage(value) && field !== undefined && value.isSet(field) ? [value.get(field)] : [];
  }
  if (isReflectList(value)) {
    const element: unknown = value.get(Number(step.key));
    return element === undefined ? [] : [element];
  }
  if (!isReflectMap(value)) return [];
  const found = [...value.entries()].find(([key]) => String(key) === step.key);
  return found === undefined ? [] : [found[1]];
}
