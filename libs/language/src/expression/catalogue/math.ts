import { celUint, isCelUint, type CelList, type CelUint, type CelValue } from '@bufbuild/cel';
import { overload, type CatalogueFunction, type Overload } from './catalogue-function.ts';

const intBits = 64;

function asInt(value: bigint, what: string): bigint {
  if (BigInt.asIntN(intBits, value) !== value) throw new Error(`${what} does not fit int`);
  return value;
}

function wholeShift(by: bigint): bigint {
  if (by < 0n) throw new Error('a shift takes no negative number of bits');
  // From 64 bits on nothing is left; shifting by more would only make large numbers.
  return by > 64n ? 64n : by;
}

function rounded(value: number): number {
  if (!Number.isFinite(value)) return value;
  // Halves go away from zero; Math.round takes them up.
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

function extreme(list: CelList, wins: (a: CelValue, b: CelValue) => boolean): CelValue {
  let best: CelValue | undefined;
  for (const value of list) {
    if (typeof value !== 'bigint' && typeof value !== 'number' && !isCelUint(value)) {
      throw new Error('math.greatest and math.least take numbers');
    }
    if (best === undefined || wins(value, best)) best = value;
  }
  if (best === undefined) throw new Error('math.greatest and math.least take at least one number');
  return best;
}

// A list of mixed numbers is one of dyn, which fits all of them: so is the result.
const listsOfNumbers = ['int', 'uint', 'double'];

function extremes(name: string, wins: (a: CelValue, b: CelValue) => boolean): readonly Overload[] {
  return listsOfNumbers.map((type) =>
    overload(`${name}(<list(${type})>) -> <${type}>`, (list: CelList) => extreme(list, wins)),
  );
}

function ofDouble(name: string, run: (value: number) => number): Overload {
  return overload(`${name}(<double>) -> <double>`, run);
}

function test(name: string, doc: string, run: (value: number) => boolean): CatalogueFunction {
  return { name, doc, overloads: [overload(`${name}(<double>) -> <bool>`, run)] };
}

function bits(name: string, doc: string, run: (a: bigint, b: bigint) => bigint): CatalogueFunction {
  return {
    name,
    doc,
    overloads: [
      overload(`${name}(<int>, <int>) -> <int>`, run),
      overload(`${name}(<uint>, <uint>) -> <uint>`, (a: CelUint, b: CelUint) => celUint(run(a.value, b.value))),
    ],
  };
}

/** Functions of numbers: cel-go's extension `math`. */
export function math(less: (a: CelValue, b: CelValue) => boolean): readonly CatalogueFunction[] {
  return [
    {
      name: 'math.greatest',
      doc: 'The greatest of some numbers, or of a list of them.',
      overloads: extremes('math.greatest', (a, b) => less(b, a)),
      variadic: true,
    },
    {
      name: 'math.least',
      doc: 'The least of some numbers, or of a list of them.',
      overloads: extremes('math.least', less),
      variadic: true,
    },
    { name: 'math.ceil', doc: 'The next whole number up.', overloads: [ofDouble('math.ceil', Math.ceil)] },
    { name: 'math.floor', doc: 'The next whole number down.', overloads: [ofDouble('math.floor', Math.floor)] },
    {
      name: 'math.round',
      doc: 'The nearest whole number, halves away from zero.',
      overloads: [ofDouble('math.round', rounded)],
    },
    { name: 'math.trunc', doc: 'The whole part.', overloads: [ofDouble('math.trunc', Math.trunc)] },
    {
      name: 'math.sqrt',
      doc: 'The square root; NaN of a negative number.',
      overloads: [
        ofDouble('math.sqrt', Math.sqrt),
        overload('math.sqrt(<int>) -> <double>', (value: bigint) => Math.sqrt(Number(value))),
        overload('math.sqrt(<uint>) -> <double>', (value: CelUint) => Math.sqrt(Number(value.value))),
      ],
    },
    {
      name: 'math.abs',
      doc: 'The number without its sign.',
      overloads: [
        ofDouble('math.abs', Math.abs),
        overload('math.abs(<int>) -> <int>', (value: bigint) => asInt(value < 0n ? -value : value, 'math.abs')),
        overload('math.abs(<uint>) -> <uint>', (value: CelUint) => value),
      ],
    },
    {
      name: 'math.sign',
      doc: '-1, 0 or 1, as the number is below, at or above zero.',
      overloads: [
        ofDouble('math.sign', Math.sign),
        overload('math.sign(<int>) -> <int>', (value: bigint) => (value < 0n ? -1n : value > 0n ? 1n : 0n)),
        overload('math.sign(<uint>) -> <uint>', (value: CelUint) => celUint(value.value > 0n ? 1n : 0n)),
      ],
    },
    test('math.isNaN', 'Whether a double is not a number.', Number.isNaN),
    test('math.isInf', 'Whether a double is infinite.', (value) => Math.abs(value) === Infinity),
    test('math.isFinite', 'Whether a double is neither infinite nor NaN.', Number.isFinite),
    bits('math.bitAnd', 'The bits that both have.', (a, b) => a & b),
    bits('math.bitOr', 'The bits that one of both has.', (a, b) => a | b),
    bits('math.bitXor', 'The bits that only one of both has.', (a, b) => a ^ b),
    {
      name: 'math.bitNot',
      doc: 'All bits turned over.',
      overloads: [
        overload('math.bitNot(<int>) -> <int>', (value: bigint) => ~value),
        overload('math.bitNot(<uint>) -> <uint>', (value: CelUint) => celUint(BigInt.asUintN(intBits, ~value.value))),
      ],
    },
    {
      name: 'math.bitShiftLeft',
      doc: 'The bits moved up, zeros behind them.',
      overloads: [
        overload('math.bitShiftLeft(<int>, <int>) -> <int>', (value: bigint, by: bigint) =>
          BigInt.asIntN(intBits, value << wholeShift(by)),
        ),
        overload('math.bitShiftLeft(<uint>, <int>) -> <uint>', (value: CelUint, by: bigint) =>
          celUint(BigInt.asUintN(intBits, value.value << wholeShift(by))),
        ),
      ],
    },
    {
      name: 'math.bitShiftRight',
      doc: 'The bits moved down, zeros before them.',
      overloads: [
        overload('math.bitShiftRight(<int>, <int>) -> <int>', (value: bigint, by: bigint) =>
          BigInt.asIntN(intBits, BigInt.asUintN(intBits, value) >> wholeShift(by)),
        ),
        overload('math.bitShiftRight(<uint>, <int>) -> <uint>', (value: CelUint, by: bigint) =>
          celUint(value.value >> wholeShift(by)),
        ),
      ],
    },
  ];
}
