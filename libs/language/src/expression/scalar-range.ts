import { isCelList, isCelMap, isCelType, isCelUint, type CelValue } from '@bufbuild/cel';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { encodeString, type RawValue, type ScalarKind } from '@tributary/wire';

/** A scalar that was tried on a field. */
export type Fitted =
  { readonly kind: 'value'; readonly value: RawValue } | { readonly kind: 'failed'; readonly message: string };

/** Bits and sign of the integers. */
const integers: Readonly<Partial<Record<ScalarKind, { readonly bits: 32 | 64; readonly signed: boolean }>>> = {
  int32: { bits: 32, signed: true },
  sint32: { bits: 32, signed: true },
  sfixed32: { bits: 32, signed: true },
  uint32: { bits: 32, signed: false },
  fixed32: { bits: 32, signed: false },
  int64: { bits: 64, signed: true },
  sint64: { bits: 64, signed: true },
  sfixed64: { bits: 64, signed: true },
  uint64: { bits: 64, signed: false },
  fixed64: { bits: 64, signed: false },
};

/** The raw value of a scalar, where it fits the field's kind; its type must be the one that the kind has in CEL. */
export function fitScalar(value: CelValue, to: ScalarKind): Fitted {
  if (typeof value === 'string') return { kind: 'value', value: encodeString(value) };
  if (typeof value === 'boolean' || value instanceof Uint8Array) return { kind: 'value', value };
  if (typeof value === 'number') return fitDouble(value, to);
  const integer = isCelUint(value) ? value.value : value;
  if (typeof integer !== 'bigint') return { kind: 'failed', message: `a value of type ${kindOf(value)} is no ${to}` };
  return fitInteger(integer, to);
}

function fitInteger(integer: bigint, to: ScalarKind): Fitted {
  const form = integers[to];
  if (form === undefined) return { kind: 'failed', message: `${integer} is no ${to}` };
  const cut = form.signed ? BigInt.asIntN(form.bits, integer) : BigInt.asUintN(form.bits, integer);
  if (cut !== integer) return { kind: 'failed', message: `${integer} does not fit ${to}` };
  return { kind: 'value', value: form.bits === 32 ? Number(integer) : integer };
}

function fitDouble(number: number, to: ScalarKind): Fitted {
  if (to !== 'float') return { kind: 'value', value: number };
  const rounded = Math.fround(number);
  if (Number.isFinite(number) && !Number.isFinite(rounded)) {
    return { kind: 'failed', message: `${number} does not fit float` };
  }
  return { kind: 'value', value: rounded };
}

/** The type of a value, as CEL names it. */
export function kindOf(value: CelValue): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    default:
      return kindOfObject(value);
  }
}

function kindOfObject(value: CelValue): string {
  if (value instanceof Uint8Array) return 'bytes';
  if (isCelUint(value)) return 'uint';
  if (isCelList(value)) return 'list';
  if (isCelMap(value)) return 'map';
  if (isReflectMessage(value)) return value.desc.typeName;
  return isCelType(value) ? 'type' : 'dyn';
}
