import { celList, type CelList, type CelMap } from '@bufbuild/cel';
import { base64Decode, base64Encode } from '@bufbuild/protobuf/wire';
import { spendElements, spendSize, spendSteps } from '../meter.ts';
import { overload, type CatalogueFunction, type Overload } from './catalogue-function.ts';
import { format } from './format.ts';
import { matches } from './regular-expression.ts';

// CEL counts text in code points, JavaScript in UTF-16 units. Most text has no surrogates, and is the same in both.
const surrogate = /[\ud800-\udfff]/;

/** The text as something that can be indexed and cut by code point. */
function codePoints(text: string): string | readonly string[] {
  spendSteps(Math.floor(text.length / 64));
  return surrogate.test(text) ? [...text] : text;
}

/** A function of two texts that goes through them. */
function searching(run: (text: string, part: string) => boolean): (text: string, part: string) => boolean {
  return (text, part) => {
    spendSteps(Math.floor((text.length + part.length) / 64));
    return run(text, part);
  };
}

function sizes(type: string, size: (value: never) => number): readonly Overload[] {
  const run = (value: never): bigint => BigInt(size(value));
  return [overload(`size(<${type}>) -> <int>`, run), overload(`<${type}>.size() -> <int>`, run)];
}

function cut(points: string | readonly string[], start: number, end: number): string {
  return typeof points === 'string' ? points.slice(start, end) : points.slice(start, end).join('');
}

function bounded(index: bigint, length: number): number {
  if (index < 0n || index > BigInt(length)) throw new Error(`index ${index} is out of bounds, the length is ${length}`);
  return Number(index);
}

function charAt(text: string, index: bigint): string {
  const points = codePoints(text);
  const at = bounded(index, points.length);
  return cut(points, at, at + 1);
}

/** How many code points stand before a UTF-16 offset; -1 stays. */
function pointsBefore(text: string, unit: number): bigint {
  const before = text.slice(0, Math.max(unit, 0));
  return BigInt(surrogate.test(before) ? [...before].length : unit);
}

function unitOf(text: string, index: bigint): number {
  const points = codePoints(text);
  return cut(points, 0, bounded(index, points.length)).length;
}

function indexOf(text: string, part: string, from = 0n): bigint {
  spendSteps(Math.floor(text.length / 64));
  return pointsBefore(text, text.indexOf(part, unitOf(text, from)));
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  spendSteps(Math.floor(text.length / 64));
  return pointsBefore(text, from === undefined ? text.lastIndexOf(part) : text.lastIndexOf(part, unitOf(text, from)));
}

function substring(text: string, start: bigint, end?: bigint): string {
  const points = codePoints(text);
  const from = bounded(start, points.length);
  const to = end === undefined ? points.length : bounded(end, points.length);
  if (from > to) throw new Error(`substring starts at ${from}, behind its end at ${to}`);
  return cut(points, from, to);
}

function replace(text: string, part: string, by: string, limit = -1n): string {
  const most = limit < 0n ? Infinity : Number(limit);
  if (most === 0) return text;
  // An empty part stands before each code point and at the end.
  const pieces = part === '' ? ['', ...text] : text.split(part);
  if (part === '' && most > pieces.length - 1) pieces.push('');
  const replaced = Math.min(most, pieces.length - 1);
  spendSize(text.length + replaced * by.length);
  spendElements(pieces.length);
  return pieces.slice(0, replaced).join(by) + (replaced > 0 ? by : '') + pieces.slice(replaced).join(part);
}

function split(text: string, separator: string, limit = -1n): CelList {
  if (limit === 0n) return celList([]);
  const pieces = separator === '' ? [...text] : text.split(separator);
  spendSize(text.length + pieces.length);
  spendElements(pieces.length);
  const most = limit < 0n ? Infinity : Number(limit);
  if (pieces.length <= most) return celList(pieces);
  return celList([...pieces.slice(0, most - 1), pieces.slice(most - 1).join(separator)]);
}

function join(parts: CelList, separator = ''): string {
  const texts: string[] = [];
  spendElements(parts.size);
  for (const part of parts) {
    if (typeof part !== 'string') throw new Error('join takes a list of strings');
    spendSize(part.length + separator.length);
    texts.push(part);
  }
  return texts.join(separator);
}

function changeAscii(text: string, letters: RegExp, change: (letter: string) => string): string {
  spendSize(text.length);
  spendElements(text.length / 16);
  return text.replace(letters, change);
}

const edgeBlanks = '[\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const leading = new RegExp(`^${edgeBlanks}+`);
const blank = new RegExp(edgeBlanks);

function trim(text: string): string {
  const start = text.replace(leading, '');
  let end = start.length;
  // A regular expression for the end would try every run of blanks inside.
  while (end > 0 && blank.test(start.charAt(end - 1))) end--;
  return start.slice(0, end);
}

const escapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

function quote(text: string): string {
  spendSize(text.length * 2 + 2);
  return `"${text.replace(/[\u0007-\r\\"]/g, (unit) => escapes[unit] ?? unit)}"`;
}

function reverse(text: string): string {
  spendSize(text.length);
  spendElements(text.length);
  return [...text].reverse().join('');
}

/** Functions of text and bytes: the standard's, and cel-go's extensions `strings` and `encoders`. */
export const strings: readonly CatalogueFunction[] = [
  {
    name: 'size',
    doc: 'The code points of a text, bytes of bytes, elements of a list, entries of a map.',
    overloads: [
      ...sizes('string', (text: string) => codePoints(text).length),
      ...sizes('bytes', (bytes: Uint8Array) => bytes.length),
      ...sizes('list(A)', (list: CelList) => list.size),
      ...sizes('map(A, B)', (map: CelMap) => map.size),
    ],
  },
  {
    name: 'contains',
    doc: 'Whether a text has another in it.',
    overloads: [
      overload(
        '<string>.contains(<string>) -> <bool>',
        searching((text, part) => text.includes(part)),
      ),
    ],
  },
  {
    name: 'startsWith',
    doc: 'Whether a text starts with another.',
    overloads: [
      overload(
        '<string>.startsWith(<string>) -> <bool>',
        searching((text, part) => text.startsWith(part)),
      ),
    ],
  },
  {
    name: 'endsWith',
    doc: 'Whether a text ends with another.',
    overloads: [
      overload(
        '<string>.endsWith(<string>) -> <bool>',
        searching((text, part) => text.endsWith(part)),
      ),
    ],
  },
  {
    name: 'matches',
    doc: 'Whether a regular expression (RE2) matches somewhere in a text.',
    overloads: [
      overload('matches(<string>, <string>) -> <bool>', matches),
      overload('<string>.matches(<string>) -> <bool>', matches),
    ],
  },
  {
    name: 'charAt',
    doc: 'The character at an index; empty at the end.',
    overloads: [overload('<string>.charAt(<int>) -> <string>', charAt)],
  },
  {
    name: 'indexOf',
    doc: 'Where a text first occurs, from an index on if one is given; -1 where it does not.',
    overloads: [
      overload('<string>.indexOf(<string>) -> <int>', indexOf),
      overload('<string>.indexOf(<string>, <int>) -> <int>', indexOf),
    ],
  },
  {
    name: 'lastIndexOf',
    doc: 'Where a text last occurs, at an index or before if one is given; -1 where it does not.',
    overloads: [
      overload('<string>.lastIndexOf(<string>) -> <int>', lastIndexOf),
      overload('<string>.lastIndexOf(<string>, <int>) -> <int>', lastIndexOf),
    ],
  },
  {
    name: 'substring',
    doc: 'The text from an index to its end, or to before another index.',
    overloads: [
      overload('<string>.substring(<int>) -> <string>', substring),
      overload('<string>.substring(<int>, <int>) -> <string>', substring),
    ],
  },
  {
    name: 'replace',
    doc: 'The text with all occurrences, or the first ones, of a text replaced by another.',
    overloads: [
      overload('<string>.replace(<string>, <string>) -> <string>', replace),
      overload('<string>.replace(<string>, <string>, <int>) -> <string>', replace),
    ],
  },
  {
    name: 'split',
    doc: 'The parts of a text between separators; with a limit the last part is the rest.',
    overloads: [
      overload('<string>.split(<string>) -> <list(string)>', split),
      overload('<string>.split(<string>, <int>) -> <list(string)>', split),
    ],
  },
  {
    name: 'join',
    doc: 'The texts of a list one after the other, with a separator between them if one is given.',
    overloads: [
      overload('<list(string)>.join() -> <string>', join),
      overload('<list(string)>.join(<string>) -> <string>', join),
    ],
  },
  {
    name: 'lowerAscii',
    doc: 'The text with the letters A to Z in lower case.',
    overloads: [
      overload('<string>.lowerAscii() -> <string>', (text: string) =>
        changeAscii(text, /[A-Z]+/g, (letters) => letters.toLowerCase()),
      ),
    ],
  },
  {
    name: 'upperAscii',
    doc: 'The text with the letters a to z in upper case.',
    overloads: [
      overload('<string>.upperAscii() -> <string>', (text: string) =>
        changeAscii(text, /[a-z]+/g, (letters) => letters.toUpperCase()),
      ),
    ],
  },
  {
    name: 'trim',
    doc: 'The text without blanks at its ends.',
    overloads: [overload('<string>.trim() -> <string>', trim)],
  },
  {
    name: 'format',
    doc: 'The text with `%s`, `%d`, `%f`, `%e`, `%x`, `%X`, `%o`, `%b` replaced by the values of a list; `%.2f` rounds.',
    overloads: [overload('<string>.format(<list(dyn)>) -> <string>', format)],
  },
  {
    name: 'strings.quote',
    doc: 'The text in double quotes, with escapes where it needs them.',
    overloads: [overload('strings.quote(<string>) -> <string>', quote)],
  },
  {
    name: 'base64.encode',
    doc: 'Bytes as base64.',
    overloads: [
      overload('base64.encode(<bytes>) -> <string>', (bytes: Uint8Array) => {
        spendSize(bytes.length * 2);
        spendElements(bytes.length / 16);
        return base64Encode(bytes);
      }),
    ],
  },
  {
    name: 'base64.decode',
    doc: 'The bytes that base64 stands for, padded or not.',
    overloads: [
      overload('base64.decode(<string>) -> <bytes>', (text: string) => {
        spendSize(text.length);
        spendElements(text.length / 16);
        return base64Decode(text);
      }),
    ],
  },
];

/** Shared with the lists' function of that name. */
export const reverseText = overload('<string>.reverse() -> <string>', reverse);
