import type { RawValue } from './raw-value.ts';
import type { FieldShape, MessageShape } from './shape.ts';

export type PathReader = (bytes: Uint8Array) => RawValue | undefined;
export function compileReader(shape: MessageShape, path: readonly FieldShape[]): PathReader {
  throw new Error(`${shape.typeName} ${path.length}`);
}
