import type { RawValue } from './raw-value.ts';
import type { FieldShape, MessageShape } from './shape.ts';
import type { Writer } from './writer.ts';
export type ElementRule =
  | { readonly kind: 'same' }
  | { readonly kind: 'number' }
  | { readonly kind: 'enum'; readonly to: ReadonlyMap<number, number> }
  | { readonly kind: 'message'; readonly rule: MessageRule };
export interface FieldRule {
  readonly from: FieldShape;
  readonly to: FieldShape;
  readonly element: ElementRule;
}
export interface MessageRule {
  readonly source: MessageShape;
  readonly target: MessageShape;
  readonly fields: readonly FieldRule[];
}
export function compileConverter(rule: MessageRule): (bytes: Uint8Array, into: Writer) => void {
  throw new Error(`${rule.source.typeName}`);
}
export function convertRaw(value: RawValue, element: ElementRule, from: FieldShape, to: FieldShape): RawValue {
  throw new Error(`${element.kind} ${from.name} ${to.name} ${typeof value}`);
}
