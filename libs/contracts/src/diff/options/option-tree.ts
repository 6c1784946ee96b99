import {
  getExtension,
  isMessage,
  type AnyDesc,
  type DescExtension,
  type DescField,
  type DescMessage,
  type FileRegistry,
} from '@bufbuild/protobuf';
import {
  isReflectList,
  isReflectMap,
  isReflectMessage,
  reflect,
  type ReflectMessage,
} from '@bufbuild/protobuf/reflect';
import {
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  FieldOptionsSchema,
  FileOptionsSchema,
  MessageOptionsSchema,
  MethodOptionsSchema,
  OneofOptionsSchema,
  ServiceOptionsSchema,
} from '@bufbuild/protobuf/wkt';

/** A scalar as options hold it: enums by number, durations and timestamps in nanoseconds, bytes as hexadecimal digits. */
export type OptionScalar = string | number | bigint | boolean;

/** A value inside options. */
export type OptionNode =
  | { readonly kind: 'scalar'; readonly value: OptionScalar; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly OptionNode[] }
  | OptionMessage;

/** A message inside options: what is set in it, by field name, extensions by full name. */
export interface OptionMessage {
  readonly kind: 'message';
  readonly typeName: string;
  readonly fields: ReadonlyMap<string, OptionNode>;
}

/** What is set of something's options. */
export interface Options {
  /** By name, extensions by full name. */
  readonly values: ReadonlyMap<string, OptionNode>;
  readonly numbers: ReadonlyMap<string, number>;
}

const schemas: Readonly<Record<AnyDesc['kind'], DescMessage>> = {
  file: FileOptionsSchema,
  message: MessageOptionsSchema,
  field: FieldOptionsSchema,
  extension: FieldOptionsSchema,
  oneof: OneofOptionsSchema,
  enum: EnumOptionsSchema,
  enum_value: EnumValueOptionsSchema,
  service: ServiceOptionsSchema,
  rpc: MethodOptionsSchema,
};

const none: Options = { values: new Map(), numbers: new Map() };

/** Reads the options of something; what only says the default is left out. */
export function optionsOf(desc: AnyDesc, registry: FileRegistry): Options {
  const { options } = desc.proto;
  if (options === undefined) return none;
  const message = reflect(schemas[desc.kind], options);
  const values = new Map<string, OptionNode>();
  const numbers = new Map<string, number>();
  for (const { name, number, node, isDefault } of setIn(message, registry)) {
    if (isDefault) continue;
    values.set(name, node);
    numbers.set(name, number);
  }
  return { values, numbers };
}

interface SetValue {
  readonly name: string;
  readonly number: number;
  readonly node: OptionNode;
  readonly isDefault: boolean;
}

function setIn(message: ReflectMessage, registry: FileRegistry): readonly SetValue[] {
  const values: SetValue[] = [];
  for (const field of message.fields) {
    if (!message.isSet(field)) continue;
    const value: unknown = message.get(field);
    values.push({
      name: field.name,
      number: field.number,
      node: nodeOf(value, field, registry),
      isDefault: isDefault(field, value),
    });
  }
  for (const number of new Set((message.getUnknown() ?? []).map(({ no }) => no))) {
    const extension = registry.getExtensionFor(message.desc, number);
    const node =
      (extension === undefined ? undefined : extensionNode(message, extension, registry)) ?? rawNode(message, number);
    values.push({ name: extension?.typeName ?? `#${number}`, number, node, isDefault: false });
  }
  return values;
}

function extensionNode(
  message: ReflectMessage,
  extension: DescExtension,
  registry: FileRegistry,
): OptionNode | undefined {
  try {
    const value: unknown = getExtension(message.message, extension);
    if (!Array.isArray(value)) return valueNode(value, extension, registry);
    return { kind: 'list', items: value.map((item: unknown) => valueNode(item, extension, registry)) };
  } catch {
    // Bytes that are no such option; they are compared as they are.
    return undefined;
  }
}

function rawNode(message: ReflectMessage, number: number): OptionNode {
  const bytes = (message.getUnknown() ?? []).filter(({ no }) => no === number).map(({ data }) => hexOf(data));
  return { kind: 'scalar', value: bytes.join(' '), text: bytes.join(' ') };
}

function nodeOf(value: unknown, field: DescField, registry: FileRegistry): OptionNode {
  if (isReflectMessage(value)) return messageNode(value, registry);
  if (isReflectList(value)) {
    return { kind: 'list', items: [...value].map((item) => nodeOf(item, field, registry)) };
  }
  if (isReflectMap(value)) {
    const entries = [...value].map(([key, item]): readonly [string, OptionNode] => [
      String(key),
      nodeOf(item, field, registry),
    ]);
    entries.sort(([one], [other]) => (one < other ? -1 : 1));
    return { kind: 'message', typeName: '', fields: new Map(entries) };
  }
  return valueNode(value, field, registry);
}

/** A single value; of an extension messages come as they are, wrappers as what they hold, and `Struct` as JSON. */
function valueNode(value: unknown, field: DescField | DescExtension, registry: FileRegistry): OptionNode {
  if (field.message !== undefined && isMessage(value, field.message)) {
    return messageNode(reflect(field.message, value), registry);
  }
  if (value instanceof Uint8Array) return { kind: 'scalar', value: hexOf(value), text: `0x${hexOf(value)}` };
  if (field.enum !== undefined) {
    const number = Number(value);
    return { kind: 'scalar', value: number, text: field.enum.value[number]?.name ?? String(number) };
  }
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return { kind: 'scalar', value, text: String(value) };
  }
  const text = JSON.stringify(value) as string | undefined;
  return { kind: 'scalar', value: typeof value === 'string' ? value : (text ?? ''), text: text ?? '' };
}

const nanosPerSecond = 1_000_000_000n;

function messageNode(message: ReflectMessage, registry: FileRegistry): OptionNode {
  const { typeName } = message.desc;
  const fields = new Map(setIn(message, registry).map(({ name, node }) => [name, node]));
  if (typeName !== 'google.protobuf.Duration' && typeName !== 'google.protobuf.Timestamp') {
    return { kind: 'message', typeName, fields };
  }
  const part = (name: string) => {
    const node = fields.get(name);
    return node?.kind === 'scalar' ? BigInt(node.value) : 0n;
  };
  const value = part('seconds') * nanosPerSecond + part('nanos');
  return { kind: 'scalar', value, text: `${Number(value) / Number(nanosPerSecond)}s` };
}

function isDefault(field: DescField, value: unknown): boolean {
  if (field.fieldKind === 'enum') return value === (field.getDefaultValue() ?? 0);
  if (field.fieldKind !== 'scalar') return false;
  const written = field.getDefaultValue();
  return written === undefined ? value === '' || value === false || value === 0 || value === 0n : value === written;
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A value as it would be written. */
export function nodeText(node: OptionNode): string {
  switch (node.kind) {
    case 'scalar':
      return node.text;
    case 'list':
      return `[${node.items.map(nodeText).join(', ')}]`;
    case 'message':
      return `{ ${[...node.fields].map(([name, value]) => `${name}: ${nodeText(value)}`).join(' ')} }`;
  }
}

/** The text where there is a value. */
export function textOf(node: OptionNode | undefined): string | undefined {
  return node === undefined ? undefined : nodeText(node);
}

/** A scalar's value. */
export function scalarOf(node: OptionNode | undefined): OptionScalar | undefined {
  return node?.kind === 'scalar' ? node.value : undefined;
}

/** The items of a list; none where there is no list. */
export function itemsOf(node: OptionNode | undefined): readonly OptionNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** What is set in a message; nothing where there is none. */
export function fieldsOf(node: OptionNode | undefined): ReadonlyMap<string, OptionNode> {
  return node?.kind === 'message' ? node.fields : new Map<string, OptionNode>();
}
