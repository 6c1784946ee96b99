import { readFileSync } from 'node:fs';

/**
 * Reads the contracts of all reference services.
 *
 * @returns a serialized `google.protobuf.FileDescriptorSet`
 */
export function servicesDescriptorSet(): Uint8Array {
  // The same distance from `src` and from `dist`.
  return readFileSync(new URL('../generated/services.binpb', import.meta.url));
}
