import { isCelList, isCelMap, type CelValue } from '@bufbuild/cel';
import type { ScalarKind } from '@tributary/wire';
import { celTypeOfScalar } from './cel-type.ts';
import { fitScalar, kindOf } from './scalar-range.ts';
import type { ValueType } from './value-type.ts';
import { wrapperScalars } from './wrapper.ts';

/**
 * What is wrong with assigning a constant to a type, although the types go together: a number out of range. Undefined:
 * nothing.
 */
export function literalOutOfRange(constant: CelValue, to: ValueType): string | undefined {
  switch (to.kind) {
    case 'scalar':
      return outOfRange(constant, to.scalar);
    case 'enum':
      return outOfRange(constant, 'int32');
    case 'message': {
      const scalar = wrapperScalars[to.message.typeName];
      return scalar === undefined ? undefined : outOfRange(constant, scalar);
    }
    case 'list':
      return isCelList(constant) ? first(constant, (element) => literalOutOfRange(element, to.element)) : undefined;
    case 'map':
      if (!isCelMap(constant)) return undefined;
      return first(constant, ([key, held]) => outOfRange(key, to.key) ?? literalOutOfRange(held, to.value));
  }
}

function outOfRange(constant: CelValue, to: ScalarKind): string | undefined {
  if (kindOf(constant) !== celTypeOfScalar(to).kind) return undefined;
  const written = fitScalar(constant, to);
  return written.kind === 'failed' ? written.message : undefined;
}

function first<T>(values: Iterable<T>, find: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
