import { ScalarType } from '@bufbuild/protobuf';
import type { AnyField } from './symbols.ts';

/** Of what type a value is, without whether there are many of it. */
export interface ElementType {
  /**
   * A scalar's name; `enum`; `message`, or `group` where it is written between tags (a group of proto2, or `DELIMITED`).
   */
  readonly kind: string;
  /** Full name of the enum or message. */
  readonly typeName: string | undefined;
}

/** How many values a field has. */
export type Cardinality = 'singular' | 'list' | 'map';

/** How many values a field has. */
export function cardinalityOf(field: AnyField): Cardinality {
  if (field.fieldKind === 'list') return 'list';
  return field.fieldKind === 'map' ? 'map' : 'singular';
}

/** The type of a field's value, of its elements, or of a map's values. */
export function elementTypeOf(field: AnyField): ElementType {
  if (field.message !== undefined) {
    return { kind: field.delimitedEncoding ? 'group' : 'message', typeName: field.message.typeName };
  }
  if (field.enum !== undefined) return { kind: 'enum', typeName: field.enum.typeName };
  return { kind: scalarName(field.scalar), typeName: undefined };
}

/** The type of a map's keys. */
export function keyTypeOf(field: AnyField): ElementType | undefined {
  return field.fieldKind === 'map' ? { kind: scalarName(field.mapKey), typeName: undefined } : undefined;
}

/** A type as it is written. */
export function elementText({ kind, typeName }: ElementType): string {
  if (kind === 'group' && typeName !== undefined) return `group ${typeName}`;
  return typeName ?? kind;
}

/** A field's type as it is written. */
export function typeText(field: AnyField): string {
  const text = elementText(elementTypeOf(field));
  const key = keyTypeOf(field);
  if (key !== undefined) return `map<${elementText(key)}, ${text}>`;
  return cardinalityOf(field) === 'list' ? `repeated ${text}` : text;
}

function scalarName(type: ScalarType): string {
  return ScalarType[type].toLowerCase();
}
