import { createHash } from 'node:crypto';
import {
  toBinary,
  type DescEnum,
  type DescField,
  type DescFile,
  type DescMessage,
  type DescMethod,
} from '@bufbuild/protobuf';
import {
  EnumOptionsSchema,
  FieldOptionsSchema,
  MessageOptionsSchema,
  MethodOptionsSchema,
  OneofOptionsSchema,
} from '@bufbuild/protobuf/wkt';

/**
 * What values are made by besides plans and contracts: the engine. Counts up when equal plans come to give other bytes, so
 * that nobody takes what an older release has kept for its own.
 */
const FORMAT = 'tributary 1';

/** Whether options count: they make a composition, but say nothing of how a message is encoded. */
type Options = 'with-options' | 'without-options';

/**
 * A fingerprint of a method's contract: how its request and its reply are encoded, with all that they contain. Equal
 * wherever the same method is called, and another one as soon as old bytes could be misread. Comments and places do not
 * count, nor do options.
 */
export function contractFingerprint(method: DescMethod): string {
  return digest([FORMAT, ...contractOf(method, 'without-options')]);
}

/**
 * A fingerprint of a composite method: its composition (options of the method and of all messages that it is made of),
 * the types that only its expressions name, and the contracts of the methods that it calls.
 */
export function compositionFingerprint(method: DescMethod, calls: readonly DescMethod[]): string {
  const contracts = calls.map((call) => contractOf(call, 'without-options').join('\n')).sort();
  return digest([FORMAT, ...contractOf(method, 'with-options'), ...namedTypes(method), ...contracts]);
}

/** 128 bits are as good as 256 against chance, and every key of a cache carries them. */
function digest(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line.length}:`).update(line);
  return hash.digest().subarray(0, 16).toString('base64url');
}

/** One line for the method and one for each type in reach, by name. */
function contractOf(method: DescMethod, options: Options): readonly string[] {
  const found = new Map<string, DescMessage | DescEnum>();
  reach(method.input, found);
  reach(method.output, found);
  const types = [...found.values()]
    .sort((a, b) => (a.typeName < b.typeName ? -1 : 1))
    .map((type) => (type.kind === 'message' ? messageLine(type, options) : enumLine(type, options)));
  const own = [method.parent.typeName, method.name, method.input.typeName, method.output.typeName];
  if (options === 'with-options') {
    const { options: declared } = method.proto;
    own.push(declared === undefined ? '' : base64(toBinary(MethodOptionsSchema, declared)));
  }
  return [JSON.stringify(own), ...types];
}

/** One line for each enum or message that an option of the composition names: constants and literals of expressions. */
function namedTypes(method: DescMethod): readonly string[] {
  const composed = new Map<string, DescMessage | DescEnum>();
  reach(method.output, composed);
  const { options } = method.proto;
  let text = options === undefined ? '' : latin1(toBinary(MethodOptionsSchema, options));
  for (const type of composed.values()) if (type.kind === 'message') text += optionsText(type);
  const named = typesIn(method.parent.file, new Set()).filter(({ typeName }) => text.includes(typeName));
  const found = new Map<string, DescMessage | DescEnum>();
  for (const type of named) {
    if (type.kind === 'message') reach(type, found);
    else found.set(type.typeName, type);
  }
  return [...found.values()]
    .map((type) => (type.kind === 'message' ? messageLine(type, 'without-options') : enumLine(type, 'without-options')))
    .sort();
}

function optionsText({ proto, fields, oneofs }: DescMessage): string {
  const texts = fields.map(({ proto: { options } }) =>
    options === undefined ? '' : latin1(toBinary(FieldOptionsSchema, options)),
  );
  if (proto.options !== undefined) texts.push(latin1(toBinary(MessageOptionsSchema, proto.options)));
  for (const { proto: one } of oneofs) {
    if (one.options !== undefined) texts.push(latin1(toBinary(OneofOptionsSchema, one.options)));
  }
  return texts.join('\n');
}

/** The types of a file and of all that it imports, nested ones too. */
function typesIn(file: DescFile, seen: Set<DescFile>): readonly (DescMessage | DescEnum)[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const types: (DescMessage | DescEnum)[] = [...file.enums];
  const add = (message: DescMessage): void => {
    types.push(message, ...message.nestedEnums);
    message.nestedMessages.forEach(add);
  };
  file.messages.forEach(add);
  return [...types, ...file.dependencies.flatMap((dependency) => typesIn(dependency, seen))];
}

function reach(message: DescMessage, found: Map<string, DescMessage | DescEnum>): void {
  if (found.has(message.typeName)) return;
  found.set(message.typeName, message);
  for (const field of message.fields) {
    if (field.message !== undefined) reach(field.message, found);
    if (field.enum !== undefined) found.set(field.enum.typeName, field.enum);
  }
}

// Fields in the order written, which is the order in which gaps are told and oneofs are tried.
function messageLine(message: DescMessage, options: Options): string {
  const { typeName, fields, oneofs, proto } = message;
  const line: unknown[] = ['message', typeName, fields.map((field) => fieldParts(field, options))];
  if (options === 'with-options') {
    line.push(proto.options === undefined ? '' : base64(toBinary(MessageOptionsSchema, proto.options)));
    line.push(
      oneofs.map((one) =>
        one.proto.options === undefined ? '' : base64(toBinary(OneofOptionsSchema, one.proto.options)),
      ),
    );
  }
  return JSON.stringify(line);
}

// What editions and syntax make of a field is resolved here, so files written differently agree where the bytes do.
function fieldParts(field: DescField, options: Options): readonly unknown[] {
  const parts: unknown[] = [field.number, field.name, field.fieldKind, field.presence, field.utf8Validation];
  if (field.scalar !== undefined) parts.push('scalar', field.scalar);
  if (field.message !== undefined) parts.push('message', field.message.typeName);
  if (field.enum !== undefined) parts.push('enum', field.enum.typeName);
  if (field.fieldKind === 'map') parts.push('key', field.mapKey);
  if (field.fieldKind === 'list') parts.push('list', field.listKind, field.packed);
  if ('delimitedEncoding' in field) parts.push(field.delimitedEncoding);
  if (field.oneof !== undefined) parts.push('oneof', field.oneof.name);
  if (field.fieldKind === 'scalar' || field.fieldKind === 'enum') parts.push(String(field.getDefaultValue()));
  if (options === 'with-options') {
    const { options: declared } = field.proto;
    parts.push(declared === undefined ? '' : base64(toBinary(FieldOptionsSchema, declared)));
  }
  return parts;
}

function enumLine({ typeName, open, values, proto }: DescEnum, options: Options): string {
  const line: unknown[] = ['enum', typeName, open, values.map(({ number, name }) => [number, name])];
  if (options === 'with-options') {
    line.push(proto.options === undefined ? '' : base64(toBinary(EnumOptionsSchema, proto.options)));
  }
  return JSON.stringify(line);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
