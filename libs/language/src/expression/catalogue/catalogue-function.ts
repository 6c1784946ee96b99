import type { CelInput } from '@bufbuild/cel';

/** A function, method or operator that an expression may use: what is documented, checked and run from one entry. */
export interface CatalogueFunction {
  /** The name as an expression writes it, with its namespace: `size`, `math.abs`, `+`. */
  readonly name: string;
  /** What it does, in one sentence. */
  readonly doc: string;
  readonly overloads: readonly Overload[];
  /** Takes any number of arguments, which its implementation gets as one list. */
  readonly variadic?: true;
}

/** One way to call it. */
export interface Overload {
  /** See {@link Signature}. */
  readonly signature: string;
  /** The implementation; of a method the receiver comes first. Left out where the CEL library's own is right. */
  readonly run?: (...values: never[]) => CelInput;
}

/** An entry's overload whose implementation is the library's own. */
export function inLibrary(...signatures: readonly string[]): readonly Overload[] {
  return signatures.map((signature) => ({ signature }));
}

/**
 * An entry's overload with an implementation of ours. It takes the values that the signature says; the checker and the
 * library see to it that they fit.
 */
export function overload(signature: string, run: (...values: never[]) => CelInput): Overload {
  return { signature, run };
}
