import { celList, isCelList, isCelUint, type CelList, type CelValue } from '@bufbuild/cel';
import { spendElements, spendSize, spendSteps } from '../meter.ts';
import { overload, type CatalogueFunction } from './catalogue-function.ts';
import { spendOnEquality } from './equality.ts';
import { reverseText } from './strings.ts';

function slice(list: CelList, start: bigint, end: bigint): CelList {
  if (start < 0n || end < start || end > BigInt(list.size)) {
    throw new Error(`cannot slice ${list.size} elements from ${start} to ${end}`);
  }
  spendSize(list.size);
  spendElements(list.size);
  return celList([...list].slice(Number(start), Number(end)));
}

function flatten(list: CelList, depth: bigint): CelList {
  if (depth < 0n) throw new Error('flatten takes no negative depth');
  const flat: CelValue[] = [];
  const visit = (values: CelList, left: bigint): void => {
    for (const value of values) {
      spendSteps(1);
      if (left > 0n && isCelList(value)) visit(value, left - 1n);
      else flat.push(value);
    }
  };
  visit(list, depth);
  spendSize(flat.length);
  return celList(flat);
}

/** What tells a scalar among others; undefined for values that only comparing tells apart. */
function scalarKey(value: CelValue): string | undefined {
  if (isCelUint(value)) return `n${value.value}`;
  switch (typeof value) {
    case 'bigint':
      return `n${value}`;
    case 'number':
      return Number.isInteger(value) ? `n${BigInt(value)}` : `n${value}`;
    case 'string':
      return `s${value}`;
    case 'boolean':
      return `b${value}`;
    default:
      return undefined;
  }
}

function distinct(list: CelList, equal: (a: CelValue, b: CelValue) => boolean): CelList {
  spendSize(list.size);
  const seen = new Set<string>();
  const others: CelValue[] = [];
  const kept: CelValue[] = [];
  for (const value of list) {
    spendSteps(1);
    // NaN equals nothing, itself included.
    const key = Number.isNaN(value) ? undefined : scalarKey(value);
    if (key !== undefined) {
      if (seen.has(key)) continue;
      seen.add(key);
    } else {
      const known = others.some((other) => {
        spendOnEquality(other, value);
        return equal(other, value);
      });
      if (known) continue;
      others.push(value);
    }
    kept.push(value);
  }
  return celList(kept);
}

/** Sorts values by keys of the same index, in the order of the operator `<`; equal keys stay in order. */
function sortByKeys(list: CelList, keys: CelList, less: (a: CelValue, b: CelValue) => boolean): CelList {
  const values = [...list];
  const sortable = [...keys];
  spendSize(values.length);
  spendElements(values.length);
  const order = values.map((_, index) => index);
  order.sort((a, b) => {
    spendSteps(1);
    const [left, right] = [sortable[a], sortable[b]];
    if (left === undefined || right === undefined) return 0;
    return less(left, right) ? -1 : less(right, left) ? 1 : 0;
  });
  return celList(order.map((index) => values[index] ?? null));
}

function range(end: bigint): CelList {
  if (end < 0n) throw new Error('lists.range takes no negative number');
  // Numbers beyond the limit need not be exact.
  spendSize(Number(end));
  spendElements(Number(end));
  return celList(Array.from({ length: Number(end) }, (_, index) => BigInt(index)));
}

const sortable = ['bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration'];

/** How values compare, from the library, which does not export it. */
export interface Comparisons {
  readonly equal: (a: CelValue, b: CelValue) => boolean;
  readonly less: (a: CelValue, b: CelValue) => boolean;
}

/** Functions of lists: cel-go's extension `lists`, without those that give optional values. */
export function lists({ equal, less }: Comparisons): readonly CatalogueFunction[] {
  return [
    {
      name: 'slice',
      doc: 'The elements from an index to before another.',
      overloads: [overload('<list(A)>.slice(<int>, <int>) -> <list(A)>', slice)],
    },
    {
      name: 'flatten',
      doc: "The elements of a list's lists in one list; with a depth also of the lists in these.",
      overloads: [
        overload('<list(list(A))>.flatten() -> <list(A)>', (list: CelList) => flatten(list, 1n)),
        overload('<list(dyn)>.flatten(<int>) -> <list(dyn)>', flatten),
      ],
    },
    {
      name: 'distinct',
      doc: 'The elements without repetitions, each where it first occurs.',
      overloads: [overload('<list(A)>.distinct() -> <list(A)>', (list: CelList) => distinct(list, equal))],
    },
    {
      name: 'sort',
      doc: 'The elements in ascending order.',
      overloads: sortable.map((type) =>
        overload(`<list(${type})>.sort() -> <list(${type})>`, (list: CelList) => sortByKeys(list, list, less)),
      ),
    },
    {
      name: '@sortByKeys',
      doc: 'What the macro sortBy becomes.',
      overloads: sortable.map((type) =>
        overload(`<list(A)>.@sortByKeys(<list(${type})>) -> <list(A)>`, (list: CelList, keys: CelList) =>
          sortByKeys(list, keys, less),
        ),
      ),
    },
    {
      name: 'reverse',
      doc: 'The elements of a list, or the characters of a text, from last to first.',
      overloads: [
        overload('<list(A)>.reverse() -> <list(A)>', (list: CelList) => {
          spendSize(list.size);
          spendElements(list.size);
          return celList([...list].reverse());
        }),
        reverseText,
      ],
    },
    {
      name: 'lists.range',
      doc: 'The ints from 0 to before a number.',
      overloads: [overload('lists.range(<int>) -> <list(int)>', range)],
    },
  ];
}
