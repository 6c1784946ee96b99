import { celEnv } from '@bufbuild/cel';
import { describe, expect, it } from '@jest/globals';
import { environmentFor } from '../environment.ts';
import { parseSignature } from '../signature.ts';
import { filmTypes } from '../testing/film-types.ts';
import { catalogue, macros } from './catalogue.ts';
import { internalNames } from './internal-functions.ts';
import { callables } from './signatures.ts';

const functions = catalogue.flatMap((section) => section.functions);

describe('the catalogue', () => {
  it.each(functions.map((entry) => [entry.name, entry] as const))('%s is documented, and can be called', (_, entry) => {
    expect(entry.doc).toMatch(/^[A-Z`-].*[^ ]$/s);
    expect(entry.overloads.length).toBeGreaterThan(0);
    for (const { signature, run } of entry.overloads) {
      const { name } = parseSignature(signature);
      const planned = name === '@in' ? internalNames.contains : name;
      // The planner does these three itself.
      if (['_?_:_', '_[_]', '_&&_', '_||_'].includes(name)) continue;
      expect([signature, environmentFor(filmTypes).funcs.find(planned) !== undefined]).toEqual([signature, true]);
      if (run === undefined && name !== '@in') expect([signature, isInLibrary(signature)]).toEqual([signature, true]);
    }
  });

  it('has each function once', () => {
    expect(new Set(functions.map(({ name }) => name)).size).toBe(functions.length);
  });

  it('offers nothing that no text can name, but for what macros become', () => {
    const unwritable = [...callables.keys()].filter((name) => name.startsWith('@'));
    expect(unwritable).toEqual(['@in', '@sortByKeys']);
  });

  it('documents its macros', () => {
    for (const { form, doc } of macros)
      expect([form, doc]).toEqual([expect.stringMatching(/\(.*\)$/), expect.stringMatching(/\.$/)]);
  });
});

const library = celEnv({ registry: filmTypes });

/** Whether the library has an overload of that name, kind and arity. */
function isInLibrary(signature: string): boolean {
  const { name, receiver, parameters } = parseSignature(signature);
  const group = library.funcs.find(name);
  if (group === undefined) return false;
  const overloads = [...library.funcs].filter((func) => func.name === name);
  return overloads.some(
    (func) => func.arguments.length === parameters.length && (func.target === undefined) === (receiver === undefined),
  );
}
