import { celList, type CelList, type CelValue } from '@bufbuild/cel';
import { spendElements, spendSize } from '../meter.ts';
import { inLibrary, overload, type CatalogueFunction } from './catalogue-function.ts';
import { spendOnEquality } from './equality.ts';
import { compareBytes, compareText } from './text-order.ts';

function sums(types: readonly string[], operator: string): readonly string[] {
  return types.map((type) => `_${operator}_(<${type}>, <${type}>) -> <${type}>`);
}

function add(a: Uint8Array, b: Uint8Array): Uint8Array {
  spendSize(a.length + b.length);
  const sum = new Uint8Array(a.length + b.length);
  sum.set(a);
  sum.set(b, a.length);
  return sum;
}

function addLists(a: CelList, b: CelList): CelList {
  // A flat copy: the library's own list of lists nests with every sum, until walking it runs out of stack.
  spendSize(a.size + b.size);
  spendElements(a.size + b.size);
  return celList([...a, ...b]);
}

const ordered = ['bool', 'int', 'uint', 'double', 'timestamp', 'duration'];
const numbers = ['int', 'uint', 'double'];

function comparison(operator: string, doc: string, holds: (order: number) => boolean): CatalogueFunction {
  const mixed = numbers.flatMap((a) => numbers.filter((b) => a !== b).map((b) => [a, b] as const));
  return {
    name: operator,
    doc,
    overloads: [
      ...inLibrary(...ordered.map((type) => `_${operator}_(<${type}>, <${type}>) -> <bool>`)),
      ...inLibrary(...mixed.map(([a, b]) => `_${operator}_(<${a}>, <${b}>) -> <bool>`)),
      overload(`_${operator}_(<string>, <string>) -> <bool>`, (a: string, b: string) => holds(compareText(a, b))),
      overload(`_${operator}_(<bytes>, <bytes>) -> <bool>`, (a: Uint8Array, b: Uint8Array) =>
        holds(compareBytes(a, b)),
      ),
    ],
  };
}

/** Operators, given the library's equality, which it does not export. */
export function operators(equal: (a: CelValue, b: CelValue) => boolean): readonly CatalogueFunction[] {
  return [
    {
      name: '+',
      doc: 'Adds numbers and times, joins texts, bytes and lists.',
      overloads: [
        ...inLibrary(...sums(['int', 'uint', 'double', 'duration'], '+')),
        ...inLibrary('_+_(<timestamp>, <duration>) -> <timestamp>', '_+_(<duration>, <timestamp>) -> <timestamp>'),
        overload('_+_(<string>, <string>) -> <string>', (a: string, b: string) => {
          spendSize(a.length + b.length);
          return a + b;
        }),
        overload('_+_(<bytes>, <bytes>) -> <bytes>', add),
        overload('_+_(<list(A)>, <list(A)>) -> <list(A)>', addLists),
      ],
    },
    {
      name: '-',
      doc: 'Subtracts numbers and times, or negates a number.',
      overloads: inLibrary(
        ...sums(['int', 'uint', 'double', 'duration'], '-'),
        '_-_(<timestamp>, <timestamp>) -> <duration>',
        '_-_(<timestamp>, <duration>) -> <timestamp>',
        '-_(<int>) -> <int>',
        '-_(<double>) -> <double>',
      ),
    },
    { name: '*', doc: 'Multiplies.', overloads: inLibrary(...sums(numbers, '*')) },
    {
      name: '/',
      doc: 'Divides; int and uint without a rest, by zero fails.',
      overloads: inLibrary(...sums(numbers, '/')),
    },
    { name: '%', doc: 'The rest of a division.', overloads: inLibrary(...sums(['int', 'uint'], '%')) },
    {
      name: '==',
      doc: 'Whether two values of one type are equal; messages field by field, lists and maps element by element.',
      overloads: [
        overload('_==_(<A>, <A>) -> <bool>', (a: CelValue, b: CelValue) => {
          spendOnEquality(a, b);
          return equal(a, b);
        }),
      ],
    },
    {
      name: '!=',
      doc: 'Whether two values of one type differ.',
      overloads: [
        overload('_!=_(<A>, <A>) -> <bool>', (a: CelValue, b: CelValue) => {
          spendOnEquality(a, b);
          return !equal(a, b);
        }),
      ],
    },
    comparison('<', 'Less. Numbers of all types compare, texts by code point.', (order) => order < 0),
    comparison('<=', 'Less or equal.', (order) => order <= 0),
    comparison('>', 'Greater.', (order) => order > 0),
    comparison('>=', 'Greater or equal.', (order) => order >= 0),
    { name: '!', doc: 'Not.', overloads: inLibrary('!_(<bool>) -> <bool>') },
    {
      name: '&&',
      doc: 'And. False where one side is false, even if the other fails.',
      overloads: inLibrary('_&&_(<bool>, <bool>) -> <bool>'),
    },
    {
      name: '||',
      doc: 'Or. True where one side is true, even if the other fails.',
      overloads: inLibrary('_||_(<bool>, <bool>) -> <bool>'),
    },
    {
      name: '?:',
      doc: '`condition ? value : other`; only the one that is chosen is evaluated.',
      overloads: inLibrary('_?_:_(<bool>, <A>, <A>) -> <A>'),
    },
    {
      name: '[]',
      doc: 'The element of a list, counting from 0, or the value of a map; fails where there is none.',
      overloads: inLibrary('_[_](<list(A)>, <int>) -> <A>', '_[_](<map(A, B)>, <A>) -> <B>'),
    },
    {
      name: 'in',
      doc: 'Whether a list has an element, or a map a key.',
      overloads: inLibrary('@in(<A>, <list(A)>) -> <bool>', '@in(<A>, <map(A, B)>) -> <bool>'),
    },
  ];
}
