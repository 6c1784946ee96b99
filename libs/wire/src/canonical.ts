import type { MessageShape } from './shape.ts';
export function canonicalize(bytes: Uint8Array, shape: MessageShape): Uint8Array {
  throw new Error(`${shape.typeName} ${bytes.length}`);
}
