import type { OpenType } from './cel-type.ts';
import type { Term } from './inference.ts';

/**
 * A function's signature as written in the catalogue, the way CEL's documentation writes them:
 * `size(<string>) -> <int>`, `<list(A)>.slice(<int>, <int>) -> <list(A)>`. `A` and `B` stand for any type, the same in
 * all places.
 */
export interface Signature {
  /** The name, with its namespace: `math.abs`. */
  readonly name: string;
  /** What it is a method of. */
  readonly receiver: Term | undefined;
  readonly parameters: readonly Term[];
  readonly result: Term;
}

const form =
  /^(?:<(?<receiver>[^>]+)>\.)?(?<name>[^(<]+|_<_|_<=_|_>_|_>=_)\((?<parameters>.*)\) -> <(?<result>[^>]+)>$/;

const parameterIds: Readonly<Record<string, number>> = { A: -1, B: -2 };

const simpleKinds = [
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'bytes',
  'null',
  'dyn',
  'timestamp',
  'duration',
  'type',
] as const;

/** Reads a signature. Misspelt ones are a bug of the catalogue. */
export function parseSignature(text: string): Signature {
  const groups = form.exec(text)?.groups;
  const { name, receiver, parameters, result } = groups ?? {};
  if (name === undefined || result === undefined) throw new SyntaxError(`not a signature: ${text}`);
  const types = [...(parameters ?? '').matchAll(/<([^>]+)>/g)].map((match) => parseType(match[1] ?? ''));
  return {
    name,
    receiver: receiver === undefined ? undefined : parseType(receiver),
    parameters: types,
    result: parseType(result),
  };
}

function parseType(text: string): Term {
  const id = parameterIds[text];
  if (id !== undefined) return { kind: 'open', id };
  const list = /^list\((.+)\)$/.exec(text);
  if (list !== null) return { kind: 'list', element: parseType(list[1] ?? '') };
  const map = /^map\((\w+), (.+)\)$/.exec(text);
  if (map !== null) return { kind: 'map', key: parseType(map[1] ?? ''), value: parseType(map[2] ?? '') };
  const kind = simpleKinds.find((simple) => simple === text);
  if (kind === undefined) throw new SyntaxError(`not a type: ${text}`);
  return { kind };
}

/** The signature with open types of its own for `A` and `B`. */
export function instantiate(signature: Signature, open: () => OpenType): Signature {
  const fresh = new Map<number, OpenType>();
  const renew = (term: Term): Term => {
    switch (term.kind) {
      case 'open': {
        const known = fresh.get(term.id) ?? open();
        fresh.set(term.id, known);
        return known;
      }
      case 'list':
        return { kind: 'list', element: renew(term.element) };
      case 'map':
        return { kind: 'map', key: renew(term.key), value: renew(term.value) };
      default:
        return term;
    }
  };
  return {
    name: signature.name,
    receiver: signature.receiver === undefined ? undefined : renew(signature.receiver),
    parameters: signature.parameters.map(renew),
    result: renew(signature.result),
  };
}
