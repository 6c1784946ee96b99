import { describe, expect, it } from '@jest/globals';
import { PendingInvalidations } from './pending-invalidations.ts';

describe('PendingInvalidations', () => {
  it('gives what was added, once', () => {
    const pending = new PendingInvalidations();
    pending.add(['a', 'b']);
    pending.add(['b', 'c']);
    expect(pending.take()).toEqual({ kind: 'tags', tags: ['a', 'b', 'c'] });
    expect(pending.empty).toBe(true);
  });

  it('becomes all where there are too many', () => {
    const pending = new PendingInvalidations();
    for (let count = 0; count <= 10_000; count++) pending.add([`tag ${count}`]);
    pending.add(['one more']);
    expect(pending.empty).toBe(false);
    expect(pending.take()).toEqual({ kind: 'all' });
    expect(pending.empty).toBe(true);
  });
});
