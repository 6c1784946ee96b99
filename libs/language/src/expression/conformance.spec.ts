import {
  celList,
  celMap,
  celUint,
  isCelError,
  isCelList,
  isCelMap,
  isCelType,
  isCelUint,
  parse,
  plan,
} from '@bufbuild/cel';
import type { CelInput, CelValue } from '@bufbuild/cel';
import { Type_PrimitiveType, Type_WellKnownType, type Type } from '@bufbuild/cel-spec/cel/expr/checked_pb.js';
import type { MapValue_Entry, Value } from '@bufbuild/cel-spec/cel/expr/value_pb.js';
import { getTestRegistry } from '@bufbuild/cel-spec/testdata/registry.js';
import {
  getConformanceSuite,
  type IncrementalTest,
  type IncrementalTestSuite,
} from '@bufbuild/cel-spec/testdata/tests.js';
import { reflect } from '@bufbuild/protobuf/reflect';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { celTypeOf, type CelType, type Wrapped } from './cel-type.ts';
import { candidates } from './check/qualified-name.ts';
import type { NameResolver } from './check/name-resolver.ts';
import { checkText } from './check-text.ts';
import { conformanceExclusions } from './conformance.ts';
import { environmentFor } from './environment.ts';
import { defaultLimits, metered } from './meter.ts';
import { kindOf } from './scalar-range.ts';

const page = readFileSync(new URL('../../../../docs/reference/expressions.md', import.meta.url), 'utf8');
const registry = getTestRegistry();
const environment = environmentFor(registry);

const primitives: Readonly<Record<Type_PrimitiveType, Wrapped | undefined>> = {
  [Type_PrimitiveType.PRIMITIVE_TYPE_UNSPECIFIED]: undefined,
  [Type_PrimitiveType.BOOL]: 'bool',
  [Type_PrimitiveType.INT64]: 'int',
  [Type_PrimitiveType.UINT64]: 'uint',
  [Type_PrimitiveType.DOUBLE]: 'double',
  [Type_PrimitiveType.STRING]: 'string',
  [Type_PrimitiveType.BYTES]: 'bytes',
};

/** A declared type of the data, as one of ours. */
function typeOf(type: Type | undefined): CelType {
  const { case: kind, value } = type?.typeKind ?? { case: undefined, value: undefined };
  switch (kind) {
    case 'primitive':
      return { kind: primitives[value] ?? 'dyn' };
    case 'wrapper':
      return { kind: 'wrapper', of: primitives[value] ?? 'int' };
    case 'wellKnown':
      if (value === Type_WellKnownType.TIMESTAMP) return { kind: 'timestamp' };
      return { kind: value === Type_WellKnownType.DURATION ? 'duration' : 'dyn' };
    case 'listType':
      return { kind: 'list', element: typeOf(value.elemType) };
    case 'mapType':
      return { kind: 'map', key: typeOf(value.keyType), value: typeOf(value.valueType) };
    case 'messageType': {
      const message = registry.getMessage(value);
      return message === undefined ? { kind: 'dyn' } : celTypeOf({ kind: 'message', message });
    }
    case 'null':
    case 'type':
      return { kind };
    default:
      return { kind: 'dyn' };
  }
}

/** A type as cel-go spells it in the data; where ours says less (types of types, Any), as ours does. */
function spelled(type: CelType): string {
  switch (type.kind) {
    case 'enum':
      return 'int';
    case 'message':
      return type.message.typeName;
    case 'list':
      return `list(${spelled(type.element)})`;
    case 'map':
      return `map(${spelled(type.key)}, ${spelled(type.value)})`;
    case 'wrapper':
      return `wrapper(${type.of})`;
    default:
      return type.kind;
  }
}

function withoutDetail(type: string): string {
  return type.replace(/\btype\([^()]*(?:\([^()]*\))?\)/g, 'type').replace(/\bany\b/g, 'dyn');
}

/** A value of the data. Types come as their names. */
function valueOf({ kind }: Value): CelInput {
  switch (kind.case) {
    case 'boolValue':
    case 'stringValue':
    case 'doubleValue':
    case 'bytesValue':
    case 'int64Value':
    case 'typeValue':
      return kind.value;
    case 'uint64Value':
      return celUint(kind.value);
    case 'enumValue':
      return BigInt(kind.value.value);
    case 'objectValue': {
      const message = anyUnpack(kind.value, registry);
      const desc = message === undefined ? undefined : registry.getMessage(message.$typeName);
      if (message === undefined || desc === undefined) throw new Error(`unknown type ${kind.value.typeUrl}`);
      return celList([reflect(desc, message)]).get(0) ?? null;
    }
    case 'listValue':
      return celList(kind.value.values.map(valueOf));
    case 'mapValue':
      return celMap(new Map(kind.value.entries.map(entryOf)));
    default:
      return null;
  }
}

function entryOf({ key, value }: MapValue_Entry): [string | bigint | boolean, CelInput] {
  const made = key === undefined ? null : valueOf(key);
  const plain = isCelUint(made) ? made.value : made;
  if (typeof plain !== 'string' && typeof plain !== 'bigint' && typeof plain !== 'boolean') throw new Error('no key');
  return [plain, value === undefined ? null : valueOf(value)];
}

const equality = plan(environment, parse('a == b'));

/** Whether two values are the same to the last: of one type, NaN included. */
function same(a: CelValue, b: CelInput): boolean {
  const [other] = celList([b]);
  if (other === undefined) return false;
  if (isCelType(a)) return a.name === other;
  if (kindOf(a) !== kindOf(other)) return false;
  if (Number.isNaN(a)) return Number.isNaN(other);
  if (isCelList(a) && isCelList(other)) {
    return a.size === other.size && [...a].every((element, index) => same(element, other.get(index) ?? null));
  }
  if (isCelMap(a) && isCelMap(other)) {
    return a.size === other.size && [...a].every(([key, value]) => same(value, other.get(key) ?? null));
  }
  return equality({ a, b: other }) === true;
}

/** The variables of a test as names in scope. They have dots, and are looked up in the container. */
function namesOf(types: ReadonlyMap<string, CelType>, container: string): NameResolver {
  return {
    names: () => [],
    has: () => undefined,
    isMetadata: () => false,
    metadata: () => '',
    value(chain) {
      for (let consumed = chain.length; consumed > 0; consumed--) {
        const name = chain
          .map((segment) => segment.name)
          .slice(0, consumed)
          .join('.');
        const variable = candidates(container, name).find((candidate) => types.has(candidate));
        const type = variable === undefined ? undefined : types.get(variable);
        if (variable !== undefined && type !== undefined) return { kind: 'value', consumed, type, variable };
      }
      return undefined;
    },
  };
}

interface Outcome {
  /** Undefined: the data says nothing of the type. */
  readonly typeAgrees: boolean | undefined;
  readonly valueAgrees: boolean;
  /** The data says that no checker lets it through, and ours does not. */
  readonly refused: boolean;
  readonly said: string;
}

function outcomeOf({ original, type }: IncrementalTest): Outcome {
  const types = new Map<string, CelType>();
  const values: Record<string, CelInput> = {};
  for (const { name, declKind } of original.typeEnv) {
    if (declKind.case === 'ident') types.set(name, typeOf(declKind.value.type));
  }
  for (const [name, { kind }] of Object.entries(original.bindings)) {
    if (kind.case !== 'value') continue;
    values[name] = valueOf(kind.value);
    if (!types.has(name)) types.set(name, { kind: 'dyn' });
  }
  const matcher = original.resultMatcher;
  const deduced = matcher.case === 'typedResult' ? matcher.value.deducedType : undefined;
  const wantedType = deduced === undefined ? type : spelled(typeOf(deduced));
  const fails = matcher.case === 'evalError';
  const checked = checkText(original.expr, namesOf(types, original.container), registry, original.container);
  if (checked.kind === 'findings') {
    const said = checked.findings.map(({ message }) => message).join(', ');
    const refused = original.disableCheck && !fails;
    return { typeAgrees: wantedType === undefined || fails ? undefined : false, valueAgrees: fails, refused, said };
  }
  const typeAgrees =
    wantedType === undefined ? undefined : withoutDetail(wantedType) === withoutDetail(spelled(checked.type));
  if (original.checkOnly) return { typeAgrees, valueAgrees: true, refused: false, said: spelled(checked.type) };
  const result = metered(defaultLimits, () => plan(environment, checked.root)(values));
  if (isCelError(result)) return { typeAgrees, valueAgrees: fails, refused: false, said: result.message };
  const wanted =
    matcher.case === 'value'
      ? valueOf(matcher.value)
      : matcher.case === 'typedResult' && matcher.value.result !== undefined
        ? valueOf(matcher.value.result)
        : true;
  return {
    typeAgrees,
    valueAgrees: !fails && same(result, wanted),
    refused: false,
    said: spelled(checked.type),
  };
}

interface Ran extends Outcome {
  readonly path: string;
  readonly text: string;
}

function run(suite: IncrementalTestSuite, path: string): readonly Ran[] {
  return [
    ...suite.tests.map((test) => ({ path: `${path}/${test.name}`, text: test.original.expr, ...outcomeOf(test) })),
    ...suite.suites.flatMap((inner) => run(inner, path === '' ? inner.name : `${path}/${inner.name}`)),
  ];
}

describe('the conformance data of cel-spec', () => {
  const ran = run(getConformanceSuite(), '');
  const applies = ({ path, refused }: Ran): boolean =>
    !refused && !conformanceExclusions.some(({ section }) => `${path}/`.startsWith(`${section}/`));
  const told = ({ path, text, said }: Ran): string => `${path}: ${text} gave ${said}`;
  const values = ran.filter(applies);
  const types = values.filter(({ typeAgrees }) => typeAgrees !== undefined);

  it('agrees in values', () => {
    expect(values.filter(({ valueAgrees }) => !valueAgrees).map(told)).toEqual([]);
  });

  it('agrees in deduced types', () => {
    expect(types.filter(({ typeAgrees }) => typeAgrees === false).map(told)).toEqual([]);
  });

  it('is published with its counts', () => {
    const count = (tests: readonly unknown[]): string => tests.length.toLocaleString('en');
    const published = /^Of its ([\d,]+) tests ([\d,]+) apply.*?([\d,]+) say what type.*? ([\d,]+) are of what/ms.exec(
      page,
    );
    expect(published?.slice(1)).toEqual([
      count(ran),
      count(values),
      count(types),
      count(ran.filter(({ refused }) => refused)),
    ]);
  });

  it.each(conformanceExclusions)('needs the exclusion of $section, and says so', ({ section, reason }) => {
    const left = ran.filter(({ path, refused }) => !refused && `${path}/`.startsWith(`${section}/`));
    expect(left.some(({ valueAgrees, typeAgrees }) => !valueAgrees || typeAgrees === false)).toBe(true);
    const row = page.split('\n').find((line) => line.startsWith(`| \`${section}\` `));
    const cells = row?.split('|').map((cell) => cell.trim());
    expect(cells?.slice(2, 4)).toEqual([String(left.length), reason]);
  });
});
