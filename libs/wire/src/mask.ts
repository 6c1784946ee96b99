import type { MessageShape } from './shape.ts';
import type { Writer } from './writer.ts';
export type MaskTree =
  { readonly kind: 'all' } | { readonly kind: 'fields'; readonly fields: ReadonlyMap<number, MaskTree> };
export function compileMask(shape: MessageShape, mask: MaskTree): (bytes: Uint8Array, into: Writer) => void {
  throw new Error(`${shape.typeName} ${mask.kind}`);
}
