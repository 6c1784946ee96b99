import { ScalarType } from '@bufbuild/protobuf';
import type { AnyField } from './symbols.ts';

/** What a field reads as where it is unset; bytes as text of their codes. */
export interface DefaultValue {
  readonly value: string | number | bigint | boolean;
  /** A number of 32 bits: what is written of it may be more exact than what is read. */
  readonly isFloat: boolean;
}

/** The default of a singular scalar or enum; undefined for what has none. */
export function defaultOf(field: AnyField): DefaultValue | undefined {
  if (field.fieldKind === 'enum') {
    return { value: field.getDefaultValue() ?? field.enum.values[0]?.number ?? 0, isFloat: false };
  }
  if (field.fieldKind !== 'scalar') return undefined;
  const written = field.getDefaultValue();
  const value = written instanceof Uint8Array ? String.fromCharCode(...written) : written;
  return { value: value ?? zeroOf(field.scalar), isFloat: field.scalar === ScalarType.FLOAT };
}

/** Whether two defaults say the same, whatever their types. */
export function isSameDefault(one: DefaultValue, other: DefaultValue): boolean {
  if (isZero(one) && isZero(other)) return true;
  const [left, right] = [one.value, other.value];
  if (typeof left === 'string' || typeof right === 'string') return left === right;
  if (typeof left === 'bigint' && typeof right === 'bigint') return left === right;
  const round = one.isFloat || other.isFloat ? Math.fround : Number;
  const [leftNumber, rightNumber] = [round(Number(left)), round(Number(right))];
  return leftNumber === rightNumber || Object.is(leftNumber, rightNumber);
}

/** A default as text; an enum's by its name. */
export function defaultText(field: AnyField, value: DefaultValue['value']): string {
  if (field.fieldKind === 'enum') return field.enum.value[Number(value)]?.name ?? String(value);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function zeroOf(type: ScalarType): DefaultValue['value'] {
  if (type === ScalarType.STRING || type === ScalarType.BYTES) return '';
  return type === ScalarType.BOOL ? false : 0;
}

function isZero({ value }: DefaultValue): boolean {
  return value === '' || value === false || value === 0n || Object.is(value, 0);
}
