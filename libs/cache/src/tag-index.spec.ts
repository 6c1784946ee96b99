import { describe, expect, it } from '@jest/globals';
import { TagIndex } from './tag-index.ts';

describe('TagIndex', () => {
  it('tells how many entries an invalidation marks, and none of them twice', () => {
    const index = new TagIndex();
    index.attach('a', 0);
    index.attach('a', 0);
    expect(index.invalidate('a', 1)).toBe(2);
    expect(index.invalidate('a', 2)).toBe(0);
    index.attach('a', 2);
    expect(index.invalidate('a', 3)).toBe(1);
    expect(index.invalidate('unheard of', 4)).toBe(0);
  });

  it('does not count what was taken off', () => {
    const index = new TagIndex();
    const marked = index.attach('a', 0);
    index.invalidate('a', 1);
    index.attach('a', 1);
    index.detach(marked, 0);
    expect(index.invalidate('a', 2)).toBe(1);
  });

  it('forgets a tag with its last entry', () => {
    const index = new TagIndex();
    const tag = index.attach('a', 0);
    index.attach('a', 0);
    index.detach(tag, 0);
    expect(index.size).toBe(1);
    index.detach(tag, 0);
    expect(index.size).toBe(0);
  });
});
