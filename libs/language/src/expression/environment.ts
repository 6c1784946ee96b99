import {
  celEnv,
  celFunc,
  celMethod,
  CelScalar,
  listType,
  mapType,
  objectType,
  type CelEnv,
  type CelFunc,
  type CelInput,
  type CelType as LibraryType,
  type CelValue,
} from '@bufbuild/cel';
import type { Registry } from '@bufbuild/protobuf';
import { DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { catalogue } from './catalogue/catalogue.ts';
import type { Overload } from './catalogue/catalogue-function.ts';
import { internalFunctions } from './catalogue/internal-functions.ts';
import type { Term } from './inference.ts';
import { parseSignature } from './signature.ts';

const environments = new WeakMap<Registry, CelEnv>();
let functions: readonly CelFunc[] | undefined;

/** What expressions over a registry's types are planned in: the library's functions, the catalogue's over them. */
export function environmentFor(registry: Registry): CelEnv {
  const known = environments.get(registry);
  if (known !== undefined) return known;
  functions ??= [...internalFunctions, ...catalogue.flatMap((section) => section.functions).flatMap(implementations)];
  const environment = celEnv({ registry, funcs: [...functions] });
  environments.set(registry, environment);
  return environment;
}

function implementations({ overloads }: { readonly overloads: readonly Overload[] }): readonly CelFunc[] {
  return overloads.flatMap(({ signature, run }) => (run === undefined ? [] : [implementation(signature, run)]));
}

function implementation(text: string, run: (...values: never[]) => CelInput): CelFunc {
  const { name, receiver, parameters, result } = parseSignature(text);
  // The library calls it with values of the types that the signature says.
  const call = run as (...values: CelValue[]) => CelInput;
  const types = parameters.map(libraryType);
  if (receiver === undefined) {
    return celFunc(name, types, libraryType(result), (...values) => call(...(values as CelValue[])));
  }
  return celMethod(name, libraryType(receiver), types, libraryType(result), function (this: CelValue, ...values) {
    return call(this, ...(values as CelValue[]));
  });
}

const times: Readonly<Record<'timestamp' | 'duration', LibraryType>> = {
  timestamp: objectType(TimestampSchema),
  duration: objectType(DurationSchema),
};

/** The type by which the library chooses an overload at run time; it does not look into lists and maps. */
function libraryType(term: Term): LibraryType {
  switch (term.kind) {
    case 'int':
      return CelScalar.INT;
    case 'uint':
      return CelScalar.UINT;
    case 'double':
      return CelScalar.DOUBLE;
    case 'bool':
      return CelScalar.BOOL;
    case 'string':
      return CelScalar.STRING;
    case 'bytes':
      return CelScalar.BYTES;
    case 'null':
      return CelScalar.NULL;
    case 'type':
      return CelScalar.TYPE;
    case 'list':
      return listType(CelScalar.DYN);
    case 'map':
      return mapType(CelScalar.DYN, CelScalar.DYN);
    case 'timestamp':
    case 'duration':
      return times[term.kind];
    case 'open':
    case 'dyn':
      return CelScalar.DYN;
    case 'enum':
    case 'wrapper':
    case 'message':
      throw new TypeError(`no function of the catalogue takes ${term.kind}`);
  }
}
