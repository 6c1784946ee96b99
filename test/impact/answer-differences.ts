/** Where two answers differ, as paths of fields; and whether some fields were said to. */
import type { Plain } from '../oracle/running/plain-message.ts';

/** The paths at which two messages differ: "screenings[].price"; where one is not there at all, its own. */
export function differences(one: Plain | undefined, other: Plain | undefined, path = ''): readonly string[] {
  if (isRecord(one) && isRecord(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].flatMap((name) => {
      if (name.startsWith('?')) return []; // bytes of fields that the base does not know
      const isEntry = name.startsWith('[');
      return differences(one[name], other[name], isEntry ? `${path}[]` : path === '' ? name : `${path}.${name}`);
    });
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    const [some, others] = [one as readonly Plain[], other as readonly Plain[]];
    if (some.length !== others.length) return [path];
    return some.flatMap((each, i) => differences(each, others[i], `${path}[]`));
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [path];
}

function isRecord(plain: Plain | undefined): plain is Readonly<Record<string, Plain>> {
  return typeof plain === 'object' && !Array.isArray(plain);
}

/** Whether a path is one of those, or inside one. */
export function isCovered(path: string, fields: readonly string[]): boolean {
  const plain = path.replaceAll('[]', '');
  return fields.some((field) => {
    const around = field.replaceAll('[]', '');
    return plain === around || plain.startsWith(`${around}.`);
  });
}
