import {
  type DescField,
  type DescMessage,
  fromBinary,
  getExtension,
  hasExtension,
  type Message,
  ScalarType,
} from '@bufbuild/protobuf';
import {
  isReflectList,
  isReflectMap,
  isReflectMessage,
  reflect,
  type ReflectMessage,
} from '@bufbuild/protobuf/reflect';
import { type Any, AnySchema, FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { CompletenessSchema } from '@tributary/language';
import type { MessageTypes } from './message-types.ts';
import { renderMessage } from './render-message.ts';

/** A place where two messages differ, and what each has there, as ProtoJSON. */
export interface Difference {
  /** From the message, in proto names, as `screenings[2].price`; empty: the message itself. */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** How messages are compared. */
export interface Comparing {
  readonly types: MessageTypes;
  /** Fields that are passed over, at any depth. */
  readonly skip: (field: DescField) => boolean;
}

/** Passes over nothing. */
export function skipNothing(): boolean {
  return false;
}

/** Passes over the fields in which composites tell of gaps: what is in them is compared as gaps. */
export function skipCompleteness(field: DescField): boolean {
  return field.message?.typeName === CompletenessSchema.typeName;
}

/**
 * Where two messages of a type differ. They are compared as messages, not as bytes: unknown fields do not count, the
 * order of map entries neither, NaN equals NaN, and the content of an Any of a known type is compared as its type.
 */
export function differences(
  desc: DescMessage,
  expected: Message,
  actual: Message,
  comparing: Comparing,
  path = '',
): readonly Difference[] {
  if (desc.typeName === AnySchema.typeName) return anyDifferences(expected as Any, actual as Any, comparing, path);
  const one = reflect(desc, expected);
  const other = reflect(desc, actual);
  return [
    ...desc.fields.flatMap((field) => fieldDifferences(field, one, other, comparing, path)),
    ...extensionDifferences(desc, expected, actual, comparing, path),
  ];
}

/** Where two messages differ in one of their fields. */
export function fieldDifferences(
  field: DescField,
  expected: ReflectMessage,
  actual: ReflectMessage,
  comparing: Comparing,
  parentPath = '',
): readonly Difference[] {
  if (comparing.skip(field)) return [];
  const path = parentPath === '' ? field.name : `${parentPath}.${field.name}`;
  const isSet = [expected.isSet(field), actual.isSet(field)] as const;
  if (!isSet[0] && !isSet[1]) return [];
  const one = isSet[0] || isScalarWithoutPresence(field) ? expected.get(field) : undefined;
  const other = isSet[1] || isScalarWithoutPresence(field) ? actual.get(field) : undefined;
  return valueDifferences(field, one, other, comparing, path);
}

// Absent and zero are the same there: shown as zero, and -0 equals it.
function isScalarWithoutPresence(field: DescField): boolean {
  return (
    (field.fieldKind === 'scalar' || field.fieldKind === 'enum') && field.presence === FeatureSet_FieldPresence.IMPLICIT
  );
}

function valueDifferences(
  field: DescField,
  expected: unknown,
  actual: unknown,
  comparing: Comparing,
  path: string,
): readonly Difference[] {
  if (isReflectMessage(expected) && isReflectMessage(actual)) {
    return differences(expected.desc, expected.message, actual.message, comparing, path);
  }
  if (isReflectList(expected) && isReflectList(actual)) {
    const { length } = [...longer(expected, actual)];
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      valueDifferences(field, expected.get(index), actual.get(index), comparing, `${path}[${String(index)}]`),
    );
  }
  if (isReflectMap(expected) && isReflectMap(actual)) {
    return [...new Set([...expected.keys(), ...actual.keys()])].flatMap((key) =>
      valueDifferences(
        field,
        expected.get(key),
        actual.get(key),
        comparing,
        `${path}[${typeof key === 'string' ? JSON.stringify(key) : String(key)}]`,
      ),
    );
  }
  if (sameScalar(rounded(field, expected), rounded(field, actual))) return [];
  const show = (value: unknown) => renderValue(field, value, comparing.types);
  return [{ path, expected: show(expected), actual: show(actual) }];
}

function longer<List extends Iterable<unknown> & { readonly size: number }>(one: List, other: List): List {
  return one.size >= other.size ? one : other;
}

// A float read from ProtoJSON still has a double's precision.
function rounded(field: DescField, value: unknown): unknown {
  return typeof value === 'number' && field.scalar === ScalarType.FLOAT ? Math.fround(value) : value;
}

function sameScalar(one: unknown, other: unknown): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other) === 0;
  if (Number.isNaN(one)) return Number.isNaN(other);
  return one === other;
}

/** Two messages in Anys are compared where both are of one known type, else type and bytes are. */
function anyDifferences(expected: Any, actual: Any, comparing: Comparing, path: string): readonly Difference[] {
  const type = expected.typeUrl.slice(expected.typeUrl.lastIndexOf('/') + 1);
  const actualType = actual.typeUrl.slice(actual.typeUrl.lastIndexOf('/') + 1);
  const desc = type === actualType ? comparing.types.registry.getMessage(type) : undefined;
  if (desc !== undefined) {
    const [one, other] = [decode(desc, expected.value), decode(desc, actual.value)];
    if (one !== undefined && other !== undefined) return differences(desc, one, other, comparing, path);
  } else if (type === actualType && sameScalar(expected.value, actual.value)) return [];
  const show = (any: Any) => renderMessage(AnySchema, any, comparing.types);
  return [{ path, expected: show(expected), actual: show(actual) }];
}

function decode(desc: DescMessage, bytes: Uint8Array): Message | undefined {
  try {
    return fromBinary(desc, bytes);
  } catch {
    return undefined;
  }
}

/** Extensions that are known arrive as unknown fields, but are none. */
function extensionDifferences(
  desc: DescMessage,
  expected: Message,
  actual: Message,
  comparing: Comparing,
  path: string,
): readonly Difference[] {
  const numbers = new Set([...(expected.$unknown ?? []), ...(actual.$unknown ?? [])].map((field) => field.no));
  return [...numbers].flatMap((number) => {
    const extension = comparing.types.registry.getExtensionFor(desc, number);
    if (extension === undefined) return [];
    const read = (message: Message) => {
      if (!hasExtension(message, extension)) return undefined;
      const value: unknown = getExtension(message, extension);
      return extension.fieldKind === 'message' ? reflect(extension.message, value as Message) : value;
    };
    const [one, other] = [read(expected), read(actual)];
    const place = `${path === '' ? '' : `${path}.`}[${extension.typeName}]`;
    if (isReflectMessage(one) && isReflectMessage(other)) {
      return differences(one.desc, one.message, other.message, comparing, place);
    }
    if (Array.isArray(one) && Array.isArray(other) && showPlain(one) === showPlain(other)) return [];
    if (sameScalar(one, other)) return [];
    return [{ path: place, expected: showPlain(one), actual: showPlain(other) }];
  });
}

function showPlain(value: unknown): string {
  if (value === undefined) return 'unset';
  if (isReflectMessage(value)) return `a ${value.desc.typeName}`;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}

function renderValue(field: DescField, value: unknown, types: MessageTypes): string {
  if (value === undefined) return field.fieldKind === 'list' || field.fieldKind === 'map' ? 'none' : 'unset';
  if (isReflectMessage(value)) return renderMessage(value.desc, value.message, types);
  if (isReflectList(value) || isReflectMap(value)) return renderWhole(value, field, types);
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (typeof value === 'bigint') return `"${value.toString()}"`;
  if (typeof value === 'number' && field.enum !== undefined) return field.enum.value[value]?.name ?? String(value);
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function renderWhole(values: Iterable<unknown>, field: DescField, types: MessageTypes): string {
  const parts = [...values].map((value) =>
    Array.isArray(value)
      ? `${JSON.stringify(String(value[0]))}: ${renderValue(field, value[1], types)}`
      : renderValue(field, value, types),
  );
  return isReflectMap(values) ? `{${parts.join(', ')}}` : `[${parts.join(', ')}]`;
}
