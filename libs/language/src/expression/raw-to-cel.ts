import {
  celList,
  celMap,
  celUint,
  isCelUint,
  type CelInput,
  type CelList,
  type CelUint,
  type CelValue,
} from '@bufbuild/cel';
import { create, fromBinary, isMessage, type DescEnum, type DescMessage, type Registry } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { AnySchema, anyUnpack } from '@bufbuild/protobuf/wkt';
import { decodeString, type RawValue, type ScalarKind } from '@tributary/wire';
import { celTypeOf, isWellKnown } from './cel-type.ts';
import { entryReader } from './map-entry.ts';
import type { ValueType } from './value-type.ts';

/** Turns a raw value into one of CEL; undefined reads as the type's default. */
export type CelReader = (raw: RawValue | undefined) => CelValue;

/**
 * Makes ready what turns raw values of a type into values of CEL. Messages in lists are decoded when they are looked
 * at.
 *
 * @param registry - the types that `google.protobuf.Any` is unpacked to; one of another type stays packed
 */
export function celReader(type: ValueType, registry: Registry): CelReader {
  switch (type.kind) {
    case 'scalar':
      return readers[type.scalar];
    case 'enum':
      return enumReader(type.enum);
    case 'message':
      return messageReader(type.message, registry);
    case 'list':
      return listReader(celReader(type.element, registry), type.element.kind === 'message');
    case 'map':
      return mapReader(type.key, type.value, registry);
  }
}

function intReader(raw: RawValue | undefined): bigint {
  return typeof raw === 'number' ? BigInt(raw) : typeof raw === 'bigint' ? raw : 0n;
}

/** The first value of an enum is its default: of one that is closed not always zero. */
function enumReader({ values }: DescEnum): CelReader {
  const first = values[0]?.number ?? 0;
  return first === 0 ? intReader : (raw) => intReader(raw ?? first);
}

const readers: Readonly<Record<ScalarKind, CelReader>> = {
  double: numberReader,
  float: numberReader,
  int32: intReader,
  int64: intReader,
  uint32: uintReader,
  uint64: uintReader,
  sint32: intReader,
  sint64: intReader,
  fixed32: uintReader,
  fixed64: uintReader,
  sfixed32: intReader,
  sfixed64: intReader,
  bool: (raw) => raw === true,
  string: (raw) => (raw instanceof Uint8Array ? decodeString(raw) : ''),
  bytes: (raw) => (raw instanceof Uint8Array ? raw : new Uint8Array(0)),
};

function numberReader(raw: RawValue | undefined): number {
  return typeof raw === 'number' ? raw : 0;
}

function uintReader(raw: RawValue | undefined): CelUint {
  return celUint(intReader(raw));
}

/** Where unset, these are null, and everything else an empty message, as CEL says. */
function isNullWhenUnset(message: DescMessage): boolean {
  const { kind } = celTypeOf({ kind: 'message', message });
  return kind === 'wrapper' || kind === 'dyn';
}

function messageReader(desc: DescMessage, registry: Registry): CelReader {
  const nullable = isNullWhenUnset(desc);
  const wellKnown = isWellKnown(desc);
  return (raw) => {
    if (!(raw instanceof Uint8Array) && nullable) return null;
    const message = raw instanceof Uint8Array ? fromBinary(desc, raw) : create(desc);
    const unpacked = isMessage(message, AnySchema) ? anyUnpack(message, registry) : undefined;
    const unpackedDesc = unpacked === undefined ? undefined : registry.getMessage(unpacked.$typeName);
    if (unpacked !== undefined && unpackedDesc !== undefined) return plain(reflect(unpackedDesc, unpacked));
    return wellKnown ? plain(reflect(desc, message)) : reflect(desc, message);
  };
}

/** The value that a wrapper or JSON stands for. The library does this to what lists hold, and only there. */
function plain(value: CelInput): CelValue {
  return celList([value]).get(0) ?? null;
}

const emptyList = celList([]);

function listReader(readElement: CelReader, lazily: boolean): CelReader {
  return (raw) => {
    if (!isRawList(raw) || raw.length === 0) return emptyList;
    return lazily ? lazyList(raw, readElement) : celList(raw.map(readElement));
  };
}

function isRawList(raw: RawValue | undefined): raw is readonly RawValue[] {
  return Array.isArray(raw);
}

/** A list that decodes a message when it is first looked at: an expression often wants one of many, or the size. */
function lazyList(raw: readonly RawValue[], readElement: CelReader): CelList {
  const decoded = new Array<CelInput | undefined>(raw.length);
  const elements = new Proxy(decoded, {
    get(target, key): unknown {
      const index = typeof key === 'string' ? Number(key) : NaN;
      const element = raw[index];
      if (element === undefined) return Reflect.get(target, key);
      return (target[index] ??= readElement(element));
    },
  });
  return celList(elements as CelInput[]);
}

function mapReader(keyKind: ScalarKind, valueType: ValueType, registry: Registry): CelReader {
  const readEntry = entryReader(keyKind, valueType);
  const readKey = readers[keyKind];
  const readValue = celReader(valueType, registry);
  return (raw) => {
    const entries = new Map<string | bigint | boolean | CelUint, CelInput>();
    // Keys that are uints are objects to JavaScript: those of one value must be one object.
    const uints = new Map<bigint, CelUint>();
    for (const payload of isRawList(raw) ? raw : []) {
      if (!(payload instanceof Uint8Array)) continue;
      const entry = readEntry(payload);
      const read = readKey(entry.key);
      const key = isCelUint(read) ? (uints.get(read.value) ?? read) : read;
      if (isCelUint(key)) uints.set(key.value, key);
      // Later entries win.
      if (isMapKey(key)) entries.set(key, readValue(entry.value));
    }
    return celMap(entries);
  };
}

function isMapKey(key: CelInput): key is string | bigint | boolean | CelUint {
  return typeof key === 'string' || typeof key === 'bigint' || typeof key === 'boolean' || isCelUint(key);
}
