import { celUint, type CelInput, type CelUint } from '@bufbuild/cel';
import { create, fromJson } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { encodeString } from '@tributary/wire';
import { spendSize } from '../meter.ts';
import { inLibrary, overload, type CatalogueFunction } from './catalogue-function.ts';

const greatestInt = 2n ** 63n - 1n;
const leastInt = -(2n ** 63n);
const greatestUint = 2n ** 64n - 1n;

/** The seconds that a timestamp may count: years 1 to 9999. */
const leastSecond = -62_135_596_800n;
const greatestSecond = 253_402_300_799n;

// JavaScript's own readings of text take '', blanks and '0x1f' for numbers.
/** Nothing that is read as a number or a time is longer; longer texts only take time. */
const maxReadLength = 400;

function cannotRead(text: string, type: string, form?: string): Error {
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return new Error(`cannot read ${JSON.stringify(shown)} as ${type}${form === undefined ? '' : `: ${form}`}`);
}

function readInteger(text: string, type: 'int' | 'uint', pattern: RegExp): bigint {
  if (!pattern.test(text)) throw cannotRead(text, type);
  return BigInt(text.replace(/^\+/, ''));
}

function readInt(text: string): bigint {
  const value = readInteger(text, 'int', /^[+-]?\d{1,64}$/);
  if (value < leastInt || value > greatestInt) throw new Error(`${text} does not fit int`);
  return value;
}

function readUint(text: string): CelUint {
  const value = readInteger(text, 'uint', /^\+?\d{1,64}$/);
  if (value > greatestUint) throw new Error(`${text} does not fit uint`);
  return celUint(value);
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function readDouble(text: string): number {
  if (text.length > maxReadLength) throw cannotRead(text, 'double');
  if (decimal.test(text)) return Number(text);
  switch (text.toLowerCase().replace(/^\+/, '')) {
    case 'nan':
      return NaN;
    case 'inf':
    case 'infinity':
      return Infinity;
    case '-inf':
    case '-infinity':
      return -Infinity;
    default:
      throw cannotRead(text, 'double');
  }
}

function readTimestamp(text: string): CelInput {
  const form = 'RFC 3339 is 2009-05-29T20:15:00Z, from year 1 to 9999';
  if (text.length > maxReadLength) throw cannotRead(text, 'a timestamp', form);
  try {
    return fromJson(TimestampSchema, text);
  } catch {
    throw cannotRead(text, 'a timestamp', form);
  }
}

const trueTexts: ReadonlySet<string> = new Set(['true', 'True', 'TRUE', 't', '1']);
const falseTexts: ReadonlySet<string> = new Set(['false', 'False', 'FALSE', 'f', '0']);

function readBool(text: string): boolean {
  if (trueTexts.has(text)) return true;
  if (falseTexts.has(text)) return false;
  throw cannotRead(text, 'bool');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readUtf8(bytes: Uint8Array): string {
  spendSize(bytes.length);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Error('the bytes are no UTF-8');
  }
}

function timestampOf(seconds: bigint): CelInput {
  if (seconds < leastSecond || seconds > greatestSecond) throw new Error(`timestamp(${seconds}) is out of range`);
  return create(TimestampSchema, { seconds });
}

/** Conversions between types, and what tells a value's type. */
export const conversions: readonly CatalogueFunction[] = [
  {
    name: 'int',
    doc: 'To int: cuts a double towards zero, reads a text, takes the seconds of a timestamp since 1970.',
    overloads: [
      ...inLibrary(
        'int(<int>) -> <int>',
        'int(<uint>) -> <int>',
        'int(<double>) -> <int>',
        'int(<timestamp>) -> <int>',
        'int(<duration>) -> <int>',
      ),
      overload('int(<string>) -> <int>', readInt),
    ],
  },
  {
    name: 'uint',
    doc: 'To uint: cuts a double towards zero, reads a text; fails below zero.',
    overloads: [
      ...inLibrary('uint(<uint>) -> <uint>', 'uint(<int>) -> <uint>', 'uint(<double>) -> <uint>'),
      overload('uint(<string>) -> <uint>', readUint),
    ],
  },
  {
    name: 'double',
    doc: 'To double: the nearest one to a number, or reads a text.',
    overloads: [
      ...inLibrary('double(<double>) -> <double>', 'double(<int>) -> <double>', 'double(<uint>) -> <double>'),
      overload('double(<string>) -> <double>', readDouble),
    ],
  },
  {
    name: 'bool',
    doc: 'To bool: reads `true`, `True`, `TRUE`, `t`, `1` and their opposites.',
    overloads: [...inLibrary('bool(<bool>) -> <bool>'), overload('bool(<string>) -> <bool>', readBool)],
  },
  {
    name: 'string',
    doc: 'To text: numbers in decimals, bytes as UTF-8, times as in RFC 3339, durations in seconds.',
    overloads: [
      ...inLibrary(
        ...['string', 'bool', 'int', 'uint', 'double', 'timestamp', 'duration'].map(
          (type) => `string(<${type}>) -> <string>`,
        ),
      ),
      overload('string(<bytes>) -> <string>', readUtf8),
    ],
  },
  {
    name: 'bytes',
    doc: 'To bytes: a text as UTF-8.',
    overloads: [
      ...inLibrary('bytes(<bytes>) -> <bytes>'),
      overload('bytes(<string>) -> <bytes>', (text: string) => {
        spendSize(text.length);
        return encodeString(text);
      }),
    ],
  },
  {
    name: 'timestamp',
    doc: 'To a timestamp: reads RFC 3339, or takes seconds since 1970.',
    overloads: [
      ...inLibrary('timestamp(<timestamp>) -> <timestamp>'),
      overload('timestamp(<string>) -> <timestamp>', readTimestamp),
      overload('timestamp(<int>) -> <timestamp>', timestampOf),
    ],
  },
  {
    name: 'duration',
    doc: 'To a duration: reads decimals with the units h, m, s, ms, us, ns, such as `1h30m`.',
    overloads: inLibrary('duration(<duration>) -> <duration>', 'duration(<string>) -> <duration>'),
  },
  {
    name: 'dyn',
    doc: 'The value itself, its type checked when it is evaluated.',
    overloads: inLibrary('dyn(<A>) -> <dyn>'),
  },
  {
    name: 'type',
    doc: 'The type of a value: `type(x) == int`.',
    overloads: inLibrary('type(<A>) -> <type>'),
  },
];
