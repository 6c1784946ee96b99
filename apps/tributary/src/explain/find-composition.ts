import { type Composition, nearestName } from '@tributary/language';
import { Refusal } from '../refusal.ts';

/** A composite method's full name: "package.Service/Method". */
export function nameOfComposition({ method }: Composition): string {
  return `${method.parent.typeName}/${method.name}`;
}

/**
 * Finds a composite method by its full name or by the end of it, as `GetMoviePage` or `MovieNightService/GetMoviePage`.
 *
 * @throws Refusal that lists those that are meant, or says which name is near
 */
export function findComposition(compositions: readonly Composition[], asked: string): Composition {
  const wanted = asked.replace(/^\//, '');
  const named = compositions.map((composition) => ({ composition, name: nameOfComposition(composition) }));
  const exact = named.find(({ name }) => name === wanted || name.replace('/', '.') === wanted);
  if (exact !== undefined) return exact.composition;
  const found = named.filter(({ name }) => endsWithName(name, wanted));
  const [first] = found;
  if (first !== undefined && found.length === 1) return first.composition;
  if (found.length > 1) {
    throw new Refusal(`"${asked}" may be any of:\n${found.map(({ name }) => `  ${name}`).join('\n')}`);
  }
  const near = nearestName(
    asked,
    named.flatMap(({ name, composition }) => [composition.method.name, name]),
  );
  const advice = near === undefined ? '' : ` (did you mean "${near}"?)`;
  throw new Refusal(
    `there is no composite method "${asked}"${advice}; there are:\n${named.map(({ name }) => `  ${name}`).join('\n')}`,
  );
}

/** Whether a name ends with another, from a dot or a slash on; a dot before the method does for the slash. */
function endsWithName(name: string, end: string): boolean {
  return [name, name.replace('/', '.')].some((form) => form.endsWith(`/${end}`) || form.endsWith(`.${end}`));
}
