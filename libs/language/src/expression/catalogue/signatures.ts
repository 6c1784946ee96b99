import { parseSignature, type Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';
import type { CatalogueFunction } from './catalogue-function.ts';

/** All that can be called by one name, ready to be checked against. */
export interface Callable {
  readonly entry: CatalogueFunction;
  readonly signatures: readonly Signature[];
}

function index(): ReadonlyMap<string, Callable> {
  const callables = new Map<string, { entry: CatalogueFunction; signatures: Signature[] }>();
  for (const { functions } of catalogue) {
    for (const entry of functions) {
      for (const { signature } of entry.overloads) {
        const parsed = parseSignature(signature);
        const callable = callables.get(parsed.name) ?? { entry, signatures: [] };
        callable.signatures.push(parsed);
        callables.set(parsed.name, callable);
      }
    }
  }
  return callables;
}

/** The catalogue by the names that syntax trees use: `size`, `math.abs`, `_+_`, `@in`. */
export const callables = index();

/** The names of functions and methods that a text can call. */
export const callableNames: readonly string[] = [...callables.keys()].filter((name) => /^[a-z]/i.test(name));
