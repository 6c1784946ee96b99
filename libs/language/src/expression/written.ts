import type { CelValue } from '@bufbuild/cel';
import type { RawValue } from '@tributary/wire';

/** What assigning a computed value gives: a raw value, none (a null), or why it cannot be. */
export type Written =
  | { readonly kind: 'value'; readonly value: RawValue }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly message: string };

/** Turns a computed value into a raw one. */
export type CelWriter = (value: CelValue) => Written;

/** A null was written. */
export const none: Written = { kind: 'none' };

/** A raw value was made. */
export function written(value: RawValue): Written {
  return { kind: 'value', value };
}

/** It could not be written. */
export function failed(message: string): Written {
  return { kind: 'failed', message };
}
