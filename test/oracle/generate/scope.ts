/** What expressions may read where they stand. */
import type { FieldType } from './proto-model.ts';
import type { KnownTypes } from './types.ts';

/** A name and its type. */
export interface ScopeName {
  readonly text: string;
  readonly type: FieldType;
  /** It may be asked about with `has` and `orValue`: the type that it has is the type of its field. */
  readonly askable: boolean;
}

/** A plain path: a name, or fields below it. */
export interface Path {
  readonly text: string;
  readonly type: FieldType;
  readonly askable: boolean;
  /** It is a name, with nothing below it. */
  readonly bare: boolean;
}

const deepest = 3;

/** All plain paths from some names, as deep as is worth it. */
export function pathsFrom(names: readonly ScopeName[], known: KnownTypes): readonly Path[] {
  const paths: Path[] = [];
  const walk = (path: Path, depth: number): void => {
    paths.push(path);
    if (depth >= deepest) return;
    for (const { name, type } of known.fields(path.type)) {
      walk({ ...path, text: `${path.text}.${name}`, type, bare: false }, depth + 1);
    }
  };
  for (const { text, type, askable } of names) walk({ text, type, askable, bare: true }, 1);
  return paths;
}
