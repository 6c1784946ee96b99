import { describe, expect, it } from '@jest/globals';
import { joinPayloads, sliceOwned, view } from './slices.ts';

describe('slices', () => {
  const slab = Buffer.from(Uint8Array.of(1, 2, 3, 4, 5).buffer).subarray(1, 4);

  it('views without copying, from Buffers too', () => {
    const part = view(slab, 1, 3);
    expect(part).toEqual(Uint8Array.of(3, 4));
    expect(part.buffer).toBe(slab.buffer);
  });

  it('copies a slice off its slab', () => {
    const copy = sliceOwned(slab);
    expect(copy).toEqual(Uint8Array.of(2, 3, 4));
    expect(copy.buffer.byteLength).toBe(3);
  });

  it('joins payloads; one alone stays as it is', () => {
    expect(joinPayloads([Uint8Array.of(1), new Uint8Array(0), slab])).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(joinPayloads([slab])).toBe(slab);
    expect(joinPayloads([])).toEqual(new Uint8Array(0));
  });
});
