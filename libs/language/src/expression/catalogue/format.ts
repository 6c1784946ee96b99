import { isCelList, isCelMap, isCelType, isCelUint, type CelList, type CelValue } from '@bufbuild/cel';
import { toJson } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { decodeString, encodeString } from '@tributary/wire';
import { spendSize } from '../meter.ts';

const clause = /%(?:%|(?:\.(?<precision>\d{1,3}))?(?<verb>.?))/gsu;
const timeNames: ReadonlySet<string> = new Set(['google.protobuf.Timestamp', 'google.protobuf.Duration']);
const maxPrecision = 100;
const defaultPrecision = 6;

/** cel-go's `format`: `%s`, `%d`, `%f`, `%e`, `%x`, `%X`, `%o`, `%b` and `%%`, `%f` and `%e` with a precision. */
export function format(text: string, values: CelList): string {
  let index = 0;
  const formatted = text.replace(clause, (match, precision: string | undefined, verb: string | undefined) => {
    if (match === '%%') return '%';
    const value = values.get(index++);
    if (value === undefined) throw new Error(`format has ${values.size} values, and more clauses`);
    const made = formatClause(verb ?? '', value, precision === undefined ? undefined : Number(precision));
    spendSize(made.length);
    return made;
  });
  spendSize(text.length);
  if (index < values.size) throw new Error(`format has ${values.size} values, and clauses for ${index}`);
  return formatted;
}

function formatClause(verb: string, value: CelValue, precision: number | undefined): string {
  if (precision !== undefined && precision > maxPrecision)
    throw new Error(`format takes at most ${maxPrecision} digits`);
  switch (verb) {
    case 's':
      return formatText(value);
    case 'd':
      return integerOr(value, 10) ?? notFinite(value) ?? refuse(verb, value);
    case 'f':
    case 'e':
      return formatDouble(verb, value, precision ?? defaultPrecision);
    case 'x':
      return formatHex(value);
    case 'X':
      return formatHex(value).toUpperCase();
    case 'o':
      return integerOr(value, 8) ?? refuse(verb, value);
    case 'b':
      return typeof value === 'boolean' ? String(Number(value)) : (integerOr(value, 2) ?? refuse(verb, value));
    default:
      throw new Error(`format knows no clause %${verb}`);
  }
}

function refuse(verb: string, value: CelValue): never {
  throw new Error(`format cannot write ${describe(value)} as %${verb}`);
}

function describe(value: CelValue): string {
  if (isCelList(value)) return 'a list';
  if (isCelMap(value)) return 'a map';
  if (isReflectMessage(value)) return value.desc.typeName;
  if (value === null) return 'null';
  return isCelUint(value) ? 'uint' : ({ bigint: 'int', number: 'double' }[typeof value as string] ?? typeof value);
}

function integerOr(value: CelValue, radix: number): string | undefined {
  if (typeof value === 'bigint') return value.toString(radix);
  return isCelUint(value) ? value.value.toString(radix) : undefined;
}

function notFinite(value: CelValue): string | undefined {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : undefined;
}

// Making a formatter takes some 30 us; there are no more of them than precisions.
const formatters = new Map<number, Intl.NumberFormat>();

function formatterFor(precision: number): Intl.NumberFormat {
  const known = formatters.get(precision);
  if (known !== undefined) return known;
  const formatter = new Intl.NumberFormat('en-US', {
    maximumFractionDigits: precision,
    minimumFractionDigits: precision,
    roundingMode: 'halfEven',
    useGrouping: false,
  });
  formatters.set(precision, formatter);
  return formatter;
}

function formatDouble(verb: 'f' | 'e', value: CelValue, precision: number): string {
  const number = integerOr(value, 10) === undefined ? value : Number(integerOr(value, 10));
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value;
  if (typeof number !== 'number') return refuse(verb, value);
  if (!Number.isFinite(number)) return String(number);
  if (verb === 'e') return number.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
  return formatterFor(precision).format(number);
}

function formatHex(value: CelValue): string {
  if (typeof value === 'string') return hex(encodeString(value));
  if (value instanceof Uint8Array) return hex(value);
  return integerOr(value, 16) ?? refuse('x', value);
}

function hex(bytes: Uint8Array): string {
  spendSize(bytes.length * 2);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `%s`: what `string()` makes of a value, and lists, maps, null and types as CEL would write them. */
function formatText(value: CelValue): string {
  const made = textOf(value);
  // Lists may hold one list many times: what counts is the text, not the values.
  spendSize(made.length);
  return made;
}

function textOf(value: CelValue): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return String(value);
  if (isCelUint(value)) return String(value.value);
  if (value instanceof Uint8Array) return decodeString(value);
  if (isCelList(value)) return `[${Array.from(value, formatText).join(', ')}]`;
  if (isCelMap(value)) {
    const entries = Array.from(value, ([key, held]) => [formatText(key), formatText(held)] as const);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, held]) => `${key}: ${held}`).join(', ')}}`;
  }
  if (isCelType(value)) return value.name;
  if (isReflectMessage(value) && timeNames.has(value.desc.typeName)) {
    const json = toJson(value.desc, value.message);
    if (typeof json === 'string') return json;
  }
  return refuse('s', value);
}
