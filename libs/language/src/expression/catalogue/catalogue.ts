import { celEnv, isCelError, type CelEnv, type CelValue } from '@bufbuild/cel';
import { createRegistry } from '@bufbuild/protobuf';
import type { CatalogueFunction } from './catalogue-function.ts';
import { conversions } from './conversions.ts';
import { lists } from './lists.ts';
import { math } from './math.ts';
import { operators } from './operators.ts';
import { strings } from './strings.ts';
import { compareText } from './text-order.ts';
import { times } from './times.ts';

/** Functions that belong together, as the reference documentation shows them. */
export interface CatalogueSection {
  readonly title: string;
  readonly functions: readonly CatalogueFunction[];
}

/** A group of functions of the library's, called without planning an expression. */
function ofLibrary(env: CelEnv, name: string): (a: CelValue, b: CelValue) => boolean {
  const group = env.funcs.find(name);
  if (group === undefined) throw new Error(`the CEL library has no ${name}`);
  return (a, b) => {
    const result = group.call(0, undefined, [a, b]);
    if (isCelError(result)) throw result;
    if (result === undefined) throw new Error('these values do not compare');
    return result === true;
  };
}

const library = celEnv({ registry: createRegistry() });
const libraryLess = ofLibrary(library, '_<_');

/** CEL's equality, as the operator `==` has it. */
export const equal = ofLibrary(library, '_==_');

/** CEL's order, as the operator `<` has it. */
function less(a: CelValue, b: CelValue): boolean {
  return typeof a === 'string' && typeof b === 'string' ? compareText(a, b) < 0 : libraryLess(a, b);
}

/** Everything that an expression may call, besides macros. What is not here, no expression can use. */
export const catalogue: readonly CatalogueSection[] = [
  { title: 'Operators', functions: operators(equal) },
  { title: 'Conversions', functions: conversions },
  { title: 'Text and bytes', functions: strings },
  { title: 'Lists', functions: lists({ equal, less }) },
  { title: 'Numbers', functions: math(less) },
  { title: 'Times', functions: times },
];

/** A macro: expanded when the expression is read, so that it can name a variable or take what is no value. */
export interface CatalogueMacro {
  readonly form: string;
  readonly doc: string;
}

/** The macros. */
export const macros: readonly CatalogueMacro[] = [
  { form: 'has(name)', doc: 'Whether a name has a value. A name asked about is not needed.' },
  { form: 'has(value.field)', doc: 'Whether a field is set, or a map has the key.' },
  { form: "has(metadata['key'])", doc: 'Whether the caller sent a metadata key.' },
  {
    form: 'orValue(name.field, other)',
    doc: 'The value, or the other where it is missing, failed or unset. A key of a map, too.',
  },
  { form: 'list.all(x, condition)', doc: 'Whether the condition holds for all elements of a list, or keys of a map.' },
  { form: 'list.exists(x, condition)', doc: 'Whether it holds for one of them.' },
  { form: 'list.exists_one(x, condition)', doc: 'Whether it holds for exactly one; existsOne is the same.' },
  { form: 'list.filter(x, condition)', doc: 'Those for which it holds.' },
  { form: 'list.map(x, value)', doc: 'A value for each.' },
  { form: 'list.map(x, condition, value)', doc: 'A value for each for which the condition holds.' },
  { form: 'list.sortBy(x, key)', doc: 'The elements in the order of their keys.' },
  { form: 'cel.bind(x, value, expression)', doc: 'An expression in which a value has a name.' },
];
