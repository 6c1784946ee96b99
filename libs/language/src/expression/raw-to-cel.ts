import type { CelValue } from '@bufbuild/cel';
import type { Registry } from '@bufbuild/protobuf';
import type { RawValue } from '@tributary/wire';
import type { ValueType } from './value-type.ts';

/** Makes ready what turns raw values of a type into values of CEL; undefined reads as the type's default. */
export function celReader(type: ValueType, registry: Registry): (raw: RawValue | undefined) => CelValue {
  throw new Error('not yet');
}
