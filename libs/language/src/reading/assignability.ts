import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { shapeOf, type ElementRule, type FieldRule, type MessageRule, type ScalarKind } from '@tributary/wire';
import { sameType, typeName, typeOfField, type ValueType } from '../expression/index.ts';
import { adviceFor } from './advice.ts';
import { mapEnum } from './enum-mapping.ts';
import { unwrap } from './wrapped-type.ts';

/** A rule that takes a value of one type to another, or why there is none. */
export type Conversion =
  | { readonly kind: 'rule'; readonly rule: ElementRule }
  | { readonly kind: 'mismatch'; readonly message: string; readonly note?: string };

/** Kinds that hold every value of a kind. */
const wider: Readonly<Record<ScalarKind, readonly ScalarKind[]>> = (() => {
  const signed64: ScalarKind[] = ['int64', 'sint64', 'sfixed64'];
  const signed32: ScalarKind[] = ['int32', 'sint32', 'sfixed32'];
  const unsigned64: ScalarKind[] = ['uint64', 'fixed64'];
  const unsigned32: ScalarKind[] = ['uint32', 'fixed32'];
  const fromSigned32 = [...signed32, ...signed64];
  const fromUnsigned32 = [...unsigned32, ...unsigned64, ...signed64];
  return {
    int32: fromSigned32,
    sint32: fromSigned32,
    sfixed32: fromSigned32,
    int64: signed64,
    sint64: signed64,
    sfixed64: signed64,
    uint32: fromUnsigned32,
    fixed32: fromUnsigned32,
    uint64: unsigned64,
    fixed64: unsigned64,
    float: ['float', 'double'],
    double: ['double'],
    bool: ['bool'],
    string: ['string'],
    bytes: ['bytes'],
  };
})();

/** What {@link Conversions} is asked to do. */
export interface ConversionOptions {
  /** A message of another type may leave fields unfilled: so in `args`. */
  readonly partial: boolean;
}

/**
 * Conversions of values that are cut from bytes, neither lists nor into composed messages: the same type, numbers where
 * nothing can be lost, enums by name, messages by field name.
 *
 * Rules of messages are made once for each pair of types, so messages inside themselves are fine.
 */
export class Conversions {
  private readonly messages = new Map<string, Conversion>();
  private readonly composed: (message: DescMessage) => boolean;

  /** @param composed - whether a message is composed: it cannot be made by a rule alone */
  constructor(composed: (message: DescMessage) => boolean) {
    this.composed = composed;
  }

  /** From a type to another, both singular (or the same). */
  convert(from: ValueType, to: ValueType, options: ConversionOptions): Conversion {
    if (sameType(from, to)) return { kind: 'rule', rule: { kind: 'same' } };
    if (from.kind === 'scalar' && to.kind === 'scalar' && wider[from.scalar].includes(to.scalar)) {
      return { kind: 'rule', rule: { kind: 'number' } };
    }
    if (from.kind === 'enum' && to.kind === 'enum') {
      const mapping = mapEnum(from.enum, to.enum);
      if (mapping.kind === 'mapping') return { kind: 'rule', rule: { kind: 'enum', to: mapping.to } };
      return {
        kind: 'mismatch',
        message: `${from.enum.typeName} cannot be assigned to ${to.enum.typeName}: not all values have a counterpart`,
        note: `${to.enum.typeName} has no value for: ${mapping.names.join(', ')}`,
      };
    }
    if (from.kind === 'message' && to.kind === 'message' && !this.composed(to.message)) {
      return this.message(from.message, to.message, options);
    }
    return mismatch(from, to);
  }

  private message(from: DescMessage, to: DescMessage, options: ConversionOptions): Conversion {
    const key = `${from.typeName} ${to.typeName} ${options.partial}`;
    const known = this.messages.get(key);
    if (known !== undefined) return known;
    const fields: FieldRule[] = [];
    const rule: MessageRule = { source: shapeOf(from), target: shapeOf(to), fields };
    const conversion: Conversion = { kind: 'rule', rule: { kind: 'message', rule } };
    this.messages.set(key, conversion);
    const problem =
      wellKnown(from) || wellKnown(to)
        ? mismatch(messageType(from), messageType(to))
        : this.fill(rule, fields, options);
    if (problem !== undefined) this.messages.set(key, problem);
    return problem ?? conversion;
  }

  private fill(rule: MessageRule, fields: FieldRule[], options: ConversionOptions): Conversion | undefined {
    const { source, target } = rule;
    for (const field of target.desc.fields) {
      const counterpart = source.desc.fields.find(({ name }) => name === field.name);
      if (counterpart === undefined) {
        if (options.partial) continue;
        return {
          kind: 'mismatch',
          message: `${source.typeName} cannot be assigned to ${target.typeName}: it has no field "${field.name}"`,
          note: `give ${target.typeName}.${field.name} a source of its own, or assign a ${target.typeName}`,
        };
      }
      const element = this.field(counterpart, field, options);
      if (element.kind === 'mismatch') {
        const { message, note } = element;
        return {
          kind: 'mismatch',
          message: `${source.typeName} cannot be assigned to ${target.typeName}: at "${field.name}", ${message}`,
          ...(note === undefined ? {} : { note }),
        };
      }
      const fromShape = source.byName(field.name);
      const toShape = target.byName(field.name);
      if (fromShape !== undefined && toShape !== undefined) {
        fields.push({ from: fromShape, to: toShape, element: element.rule });
      }
    }
    return undefined;
  }

  private field(from: DescField, to: DescField, options: ConversionOptions): Conversion {
    const source = typeOfField(from);
    const target = typeOfField(to);
    if (source.kind === 'list' && target.kind === 'list') return this.value(source.element, target.element, options);
    if (source.kind === 'list' || target.kind === 'list') return mismatch(source, target);
    return this.value(source, target, options);
  }

  /** A field's value, or an element of its list: it may be wrapped at one end. */
  private value(from: ValueType, to: ValueType, options: ConversionOptions): Conversion {
    const unwrapped = unwrap(from, to);
    if (unwrapped === undefined) return this.convert(from, to, options);
    const inner = this.convert(unwrapped.from, unwrapped.to, options);
    return inner.kind === 'mismatch' ? mismatch(from, to) : { kind: 'rule', rule: { kind: 'wrapper' } };
  }
}

/** The finding's text where a type does not go into another. */
export function mismatch(from: ValueType, to: ValueType): Conversion & { kind: 'mismatch' } {
  const note = adviceFor(from, to);
  return {
    kind: 'mismatch',
    message: `${typeName(from)} cannot be assigned to ${typeName(to)}`,
    ...(note === undefined ? {} : { note }),
  };
}

/** Messages with a meaning of their own are not filled by field name. */
function wellKnown(message: DescMessage): boolean {
  return message.typeName.startsWith('google.protobuf.');
}

function messageType(message: DescMessage): ValueType {
  return { kind: 'message', message };
}
