import { compileConverter } from './convert.ts';
import type { FieldRule, MessageRule } from './rules.ts';
import type { MessageShape } from './shape.ts';
import type { Writer } from './writer.ts';

/** A field mask, as a tree: all of a message, or some of its fields by their numbers. */
export type MaskTree =
  { readonly kind: 'all' } | { readonly kind: 'fields'; readonly fields: ReadonlyMap<number, MaskTree> };

/**
 * Compiles a mask. What it gives writes the masked fields of a valid message and nothing else: unknown fields stay only
 * where a message is masked as a whole. It reaches through lists, not into maps, which are kept whole or not at all. A
 * member of a oneof that a later one unset stays unset, where the later one is not masked, too.
 *
 * @see https://google.aip.dev/157
 */
export function compileMask(shape: MessageShape, mask: MaskTree): (bytes: Uint8Array, into: Writer) => void {
  if (mask.kind === 'all') return (bytes, into) => into.raw(bytes);
  return compileConverter(maskRule(shape, mask.fields));
}

/** Keeping some fields is the conversion of a message to its own type that has rules for those fields. */
function maskRule(shape: MessageShape, masks: ReadonlyMap<number, MaskTree>): MessageRule {
  const fields: FieldRule[] = [];
  for (const [number, mask] of masks) {
    const field = shape.field(number);
    if (field === undefined) continue;
    const inside = field.kind === 'map' ? undefined : field.message;
    fields.push({
      from: field,
      to: field,
      element:
        mask.kind === 'all' || inside === undefined
          ? { kind: 'same' }
          : { kind: 'message', rule: maskRule(inside, mask.fields) },
    });
  }
  return { source: shape, target: shape, fields };
}
