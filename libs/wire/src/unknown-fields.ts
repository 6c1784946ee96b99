import type { MessageShape } from './shape.ts';
export function unknownFields(bytes: Uint8Array, shape: MessageShape): readonly number[] {
  throw new Error(`${shape.typeName} ${bytes.length}`);
}
