import { DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { CelType, ValueType } from '../expression/index.ts';

/**
 * The type that a computed value has on its own, where no field says which: what a `let` or a `source` holds.
 *
 * @returns undefined where the value has no type of its own: null, dyn, a type
 */
export function naturalType(type: CelType): ValueType | undefined {
  switch (type.kind) {
    case 'int':
      return { kind: 'scalar', scalar: 'int64' };
    case 'uint':
      return { kind: 'scalar', scalar: 'uint64' };
    case 'double':
    case 'bool':
    case 'string':
    case 'bytes':
      return { kind: 'scalar', scalar: type.kind };
    case 'enum':
      return { kind: 'enum', enum: type.enum };
    case 'message':
      return { kind: 'message', message: type.message };
    case 'timestamp':
      return { kind: 'message', message: TimestampSchema };
    case 'duration':
      return { kind: 'message', message: DurationSchema };
    case 'wrapper':
      return naturalType({ kind: type.of });
    case 'list': {
      const element = naturalType(type.element);
      return element === undefined || element.kind === 'list' || element.kind === 'map'
        ? undefined
        : { kind: 'list', element };
    }
    case 'map': {
      const key = naturalType(type.key);
      const value = naturalType(type.value);
      if (key?.kind !== 'scalar' || value === undefined || value.kind === 'list' || value.kind === 'map')
        return undefined;
      return { kind: 'map', key: key.scalar, value };
    }
    case 'null':
    case 'dyn':
    case 'type':
      return undefined;
  }
}
