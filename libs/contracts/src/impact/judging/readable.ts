import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence } from '@bufbuild/protobuf/wkt';
import type { Change } from '../../diff/change.ts';
import { splitName, type SideTypes } from '../provenance/matching.ts';

/**
 * Whether a message that one side writes may be one that the other cannot read at all: a text that is no UTF-8, a message
 * that is none, a required field that is not there. Fields whose wire type differs are unknown ones, which is fine.
 */
export function mayBeUnreadable(
  change: Change,
  writer: 'base' | 'head',
  types: Record<'base' | 'head', SideTypes>,
): boolean {
  if (change.element !== 'field' || change.kind === 'field-type-renamed') return false;
  const reader = writer === 'base' ? 'head' : 'base';
  const messages = { base: ownerOf(change, 'base', types.base), head: ownerOf(change, 'head', types.head) };
  const [written, read] = [messages[writer], messages[reader]];
  if (written === undefined || read === undefined) return false;
  const numbers = new Set([numberOf(change, 'base', messages.base), numberOf(change, 'head', messages.head)]);
  return [...numbers].some((number) => {
    const field = read.fields.find((one) => one.number === number);
    return (
      field !== undefined &&
      isHazard(
        written.fields.find((one) => one.number === number),
        field,
      )
    );
  });
}

function ownerOf(change: Change, side: 'base' | 'head', { registry }: SideTypes): DescMessage | undefined {
  const symbol = (change[side] ?? change[side === 'base' ? 'head' : 'base'])?.symbol;
  return symbol === undefined ? undefined : registry.getMessage(splitName(symbol)[0]);
}

function numberOf(change: Change, side: 'base' | 'head', message: DescMessage | undefined): number | undefined {
  const symbol = change[side]?.symbol;
  if (symbol === undefined) return undefined;
  const [, name] = splitName(symbol);
  return message?.fields.find((field) => field.name === name)?.number;
}

function isHazard(written: DescField | undefined, read: DescField): boolean {
  const mustBeThere = isRequired(read) && (written === undefined || !isRequired(written));
  return mustBeThere || (written !== undefined && isAmiss(formOf(written), formOf(read)));
}

function isRequired({ presence }: DescField): boolean {
  return presence === Presence.LEGACY_REQUIRED;
}

/** What a field's bytes are. */
type Form =
  /** Of numbers the width; a list of them may be one run of bytes. */
  | { readonly kind: 'number'; readonly width: 'varint' | '32' | '64'; readonly list: 'none' | 'packed' | 'unpacked' }
  | { readonly kind: 'text' | 'bytes' }
  | { readonly kind: 'message'; readonly type: string; readonly delimited: boolean };

function formOf(field: DescField): Form {
  const delimited = 'delimitedEncoding' in field && field.delimitedEncoding;
  if (field.fieldKind === 'map') {
    const value = field.message?.typeName ?? field.enum?.typeName ?? String(field.scalar);
    return { kind: 'message', type: `map ${String(field.mapKey)} ${value}`, delimited: false };
  }
  if (field.message !== undefined) return { kind: 'message', type: field.message.typeName, delimited };
  const { scalar } = field;
  if (scalar === ScalarType.STRING) return { kind: field.utf8Validation ? 'text' : 'bytes' };
  if (scalar === ScalarType.BYTES) return { kind: 'bytes' };
  const list = field.fieldKind !== 'list' ? 'none' : field.packed ? 'packed' : 'unpacked';
  return { kind: 'number', width: scalar === undefined ? 'varint' : widthOf(scalar), list };
}

function widthOf(scalar: ScalarType): 'varint' | '32' | '64' {
  switch (scalar) {
    case ScalarType.FIXED32:
    case ScalarType.SFIXED32:
    case ScalarType.FLOAT:
      return '32';
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
    case ScalarType.DOUBLE:
      return '64';
    default:
      return 'varint';
  }
}

/** Whether bytes of one form may be wrong ones of another, where they have its wire type at all. */
function isAmiss(written: Form, read: Form): boolean {
  switch (read.kind) {
    case 'bytes':
      return false;
    case 'text':
      return written.kind !== 'text' && hasLength(written);
    case 'message':
      if (written.kind === 'message' && written.type === read.type) return false;
      return read.delimited ? written.kind === 'message' && written.delimited : hasLength(written);
    case 'number':
      if (read.list === 'none' || !hasLength(written)) return false;
      return written.kind !== 'number' || written.width !== read.width;
  }
}

function hasLength(form: Form): boolean {
  switch (form.kind) {
    case 'text':
    case 'bytes':
      return true;
    case 'message':
      return !form.delimited;
    case 'number':
      return form.list === 'packed';
  }
}
