import type { MessageShape } from './shape.ts';
export type Validity =
  | { readonly kind: 'valid'; readonly canonical: boolean }
  | { readonly kind: 'invalid'; readonly reason: string; readonly offset: number };
export function checkMessage(bytes: Uint8Array, shape: MessageShape): Validity {
  throw new Error(`${shape.typeName} ${bytes.length}`);
}
