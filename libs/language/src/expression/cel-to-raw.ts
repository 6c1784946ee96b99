import type { CelValue } from '@bufbuild/cel';
import type { Registry } from '@bufbuild/protobuf';
import type { RawValue } from '@tributary/wire';
import type { CelType } from './cel-type.ts';
import type { ValueType } from './value-type.ts';

/** What assigning a computed value gives. */
export type Written =
  | { readonly kind: 'value'; readonly value: RawValue }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly message: string };

/** Makes ready what turns computed values into raw values of a type; undefined where the types do not go together. */
export function celWriter(
  from: CelType,
  to: ValueType,
  registry: Registry,
): ((value: CelValue) => Written) | undefined {
  throw new Error('not yet');
}

/** What is wrong with assigning a constant to a type that its own type fits; undefined: nothing. */
export function literalOutOfRange(constant: CelValue, to: ValueType): string | undefined {
  throw new Error('not yet');
}
