import { celTypeName } from '../cel-type.ts';
import type { Term } from '../inference.ts';
import type { Signature } from '../signature.ts';

const infix = /^_(.+)_$/;

/** A function's name as a text writes it; operators as themselves. */
export function spelling(name: string): string {
  switch (name) {
    case '_[_]':
      return '[]';
    case '@in':
      return 'in';
    case '@sortByKeys':
      return 'sortBy';
    case '!_':
      return '!';
    case '-_':
      return '-';
    default:
      return name;
  }
}

const conversions = ['int', 'uint', 'double', 'string', 'bytes'];
const numbers = ['int', 'uint', 'double'];

/** What to do about types that no overload takes: the conversion to use, else what there is. */
export function noteForOverloads(name: string, signatures: readonly Signature[], types: readonly Term[]): string {
  const [a, b] = types.map(plainKind);
  if (infix.test(name) && a !== undefined && b !== undefined && a !== b) {
    if (a === 'string' && conversions.includes(b)) return 'use string(...) for the second';
    if (b === 'string' && conversions.includes(a)) return 'use string(...) for the first';
    if (numbers.includes(a) && numbers.includes(b)) {
      return a === 'double' || b === 'double' ? 'use double(...) for the other' : 'use int(...) for the uint';
    }
  }
  const forms = signatures.slice(0, 8).map((signature) => form(signature));
  if (forms.length === 0) return 'make both of one type, or use dyn(...) to compare them when evaluated';
  return `there is: ${[...new Set(forms)].join(', ')}${signatures.length > forms.length ? ', ...' : ''}`;
}

function plainKind(type: Term): string {
  if (type.kind === 'enum') return 'int';
  return type.kind === 'wrapper' ? type.of : type.kind;
}

function form({ name, receiver, parameters }: Signature): string {
  const types = parameters.map(typeOf);
  const operator = infix.exec(name)?.[1];
  const [left, right] = types;
  if (name === '_[_]' && left !== undefined && right !== undefined) return `${left}[${right}]`;
  if (name === '@in' && left !== undefined && right !== undefined) return `${left} in ${right}`;
  if (operator !== undefined && left !== undefined && right !== undefined) return `${left} ${operator} ${right}`;
  if (name === '!_' || name === '-_') return `${name.charAt(0)}${left ?? ''}`;
  return `${receiver === undefined ? '' : `${typeOf(receiver)}.`}${spelling(name)}(${types.join(', ')})`;
}

const parameterNames: Readonly<Record<number, string>> = { [-1]: 'A', [-2]: 'B' };

function typeOf(term: Term): string {
  switch (term.kind) {
    case 'open':
      return parameterNames[term.id] ?? 'dyn';
    case 'list':
      return `list(${typeOf(term.element)})`;
    case 'map':
      return `map(${typeOf(term.key)}, ${typeOf(term.value)})`;
    default:
      return celTypeName(term);
  }
}
