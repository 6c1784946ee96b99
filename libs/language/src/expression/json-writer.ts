import { isCelList, isCelMap, isCelUint, type CelList, type CelMap, type CelValue } from '@bufbuild/cel';
import { toJson, type JsonValue, type Registry } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { Writer } from '@tributary/wire';

/** Values in one list or struct, and in all that are in them. Lists may hold one list many times. */
const maxValues = 1_000_000;

/** Fields of `google.protobuf.Value`. */
const value = { null: 1, number: 2, string: 3, bool: 4, struct: 5, list: 6 } as const;

/**
 * Writes values of CEL as JSON in protobuf (`google/protobuf/struct.proto`), by CEL's rules: ints that a double cannot
 * hold become strings, bytes base64, messages what their own JSON is.
 */
export class JsonWriter {
  private readonly writer = new Writer();
  private readonly registry: Registry;
  private left = maxValues;

  constructor(registry: Registry) {
    this.registry = registry;
  }

  /** The bytes of a `google.protobuf.Value`. */
  value(from: CelValue): Uint8Array {
    this.writeValue(from);
    return this.writer.finish();
  }

  /** The bytes of a `google.protobuf.ListValue`. */
  list(from: CelList): Uint8Array {
    this.writeList(from);
    return this.writer.finish();
  }

  /** The bytes of a `google.protobuf.Struct`. */
  struct(from: CelMap): Uint8Array {
    this.writeMap(from);
    return this.writer.finish();
  }

  private writeValue(from: CelValue): void {
    if (--this.left < 0) throw new Error(`JSON of more than ${maxValues} values`);
    if (isCelList(from)) return this.nested(value.list, () => this.writeList(from));
    if (isCelMap(from)) return this.nested(value.struct, () => this.writeMap(from));
    if (isCelUint(from)) return this.writeInteger(from.value);
    if (from instanceof Uint8Array) return this.writer.string(value.string, base64Encode(from));
    switch (typeof from) {
      case 'bigint':
        return this.writeInteger(from);
      case 'number':
      case 'string':
      case 'boolean':
        return this.writeJson(from);
      default:
        return this.writeObject(from);
    }
  }

  private writeObject(from: CelValue): void {
    if (from === null) return this.writeJson(null);
    if (!isReflectMessage(from)) throw new Error('a type has no JSON');
    return this.writeJson(toJson(from.desc, from.message, { registry: this.registry }));
  }

  private writeInteger(integer: bigint): void {
    const number = Number(integer);
    if (Number.isSafeInteger(number)) this.writer.double(value.number, number);
    else this.writer.string(value.string, integer.toString());
  }

  private writeJson(json: JsonValue): void {
    switch (typeof json) {
      case 'string':
        return this.writer.string(value.string, json);
      case 'boolean':
        return this.writer.bool(value.bool, json);
      case 'number':
        if (Number.isFinite(json)) return this.writer.double(value.number, json);
        return this.writer.string(value.string, String(json));
      default:
        break;
    }
    if (json === null) return this.writer.int32(value.null, 0);
    if (Array.isArray(json)) {
      return this.nested(value.list, () => {
        for (const element of json) this.nested(1, () => this.writeJson(element));
      });
    }
    return this.nested(value.struct, () => {
      for (const [key, held] of Object.entries(json)) this.writeEntry(key, () => this.writeJson(held));
    });
  }

  private writeList(from: CelList): void {
    for (const element of from) this.nested(1, () => this.writeValue(element));
  }

  private writeMap(from: CelMap): void {
    for (const [key, held] of from) {
      if (typeof key !== 'string') throw new Error('the keys of a google.protobuf.Struct are strings');
      this.writeEntry(key, () => this.writeValue(held));
    }
  }

  private writeEntry(key: string, write: () => void): void {
    this.nested(1, () => {
      this.writer.string(1, key);
      this.nested(2, write);
    });
  }

  private nested(fieldNumber: number, write: () => void): void {
    const mark = this.writer.beginLength(fieldNumber);
    write();
    this.writer.end(mark);
  }
}
