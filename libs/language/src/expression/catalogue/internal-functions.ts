import {
  celFunc,
  celList,
  CelScalar,
  celError,
  isCelList,
  isCelMap,
  isCelUint,
  listType,
  type CelFunc,
  type CelList,
  type CelValue,
} from '@bufbuild/cel';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { spendElements, spendSize, spendSteps } from '../meter.ts';
import { equal } from './catalogue.ts';
import { spendOnEquality } from './equality.ts';

/** Functions that only rewritten expressions call. No text can: names with `@` are not CEL. */
export const internalNames = {
  /** `@step(condition)`: the condition, and one step off the meter. */
  step: '@step',
  /** `@append(list, [value])`: the list, longer by the value. */
  append: '@append',
  /** `@has(value, 'field')`: CEL's `has` for messages, maps and what is checked when it is evaluated. */
  has: '@has',
  /** `@copied(value)`: the value, its elements off the meter: making a message copies lists and maps. */
  copied: '@copied',
  /** `@contains(value, listOrMap)`: CEL's `in`. */
  contains: '@contains',
} as const;

/** The arrays behind lists that a macro is building. */
const building = new WeakMap<CelList, CelValue[]>();

/**
 * Nobody but the loop that builds a list sees it before it is done, so it can grow in place: adding lists instead
 * would copy all of it for each element.
 */
function append(list: CelList, addition: CelList): CelList {
  spendSize(addition.size);
  const values = building.get(list);
  if (values !== undefined) {
    values.push(...addition);
    return list;
  }
  const begun = [...list, ...addition];
  const grown = celList(begun);
  building.set(grown, begun);
  return grown;
}

// The library's own takes a key whose value is null for missing.
function has(value: CelValue, field: string): boolean {
  if (isCelMap(value)) return value.get(field) !== undefined;
  if (!isReflectMessage(value)) throw celError(`has() found no message and no map to look for ${field} in`);
  const descriptor = value.desc.fields.find(({ name }) => name === field);
  if (descriptor === undefined) throw celError(`${value.desc.typeName} has no field ${field}`);
  return value.isSet(descriptor);
}

function contains(value: CelValue, container: CelValue): boolean {
  if (isCelList(container)) {
    for (const element of container) {
      spendOnEquality(element, value);
      if (equal(element, value)) return true;
    }
    return false;
  }
  if (!isCelMap(container)) throw celError('the operator in takes a list or a map');
  // A key that is a uint is found by going through all keys.
  spendSteps(1 + Math.floor(container.size / 16));
  if (isCelUint(value)) return container.get(value.value) !== undefined;
  return typeof value !== 'object' && container.get(value) !== undefined;
}

const { BOOL, DYN, STRING } = CelScalar;
const list = listType(DYN);

/** Their implementations. */
export const internalFunctions: readonly CelFunc[] = [
  celFunc(internalNames.step, [BOOL], BOOL, (condition) => {
    spendSteps(1);
    return condition;
  }),
  celFunc(internalNames.append, [list, list], list, append),
  celFunc(internalNames.has, [DYN, STRING], BOOL, (value, field) => has(value, field)),
  celFunc(internalNames.copied, [DYN], DYN, (value) => {
    if (isCelList(value) || isCelMap(value)) spendElements(value.size);
    return value;
  }),
  celFunc(internalNames.contains, [DYN, DYN], BOOL, contains),
];
