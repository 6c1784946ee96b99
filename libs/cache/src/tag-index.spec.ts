import { describe, expect, it } from '@jest/globals';
import type { Stamp } from './stamp.ts';
import { TagIndex } from './tag-index.ts';

const at = (moment: number): Stamp => moment as Stamp;

describe('TagIndex', () => {
  it('tells how many entries an invalidation marks, and none of them twice', () => {
    const index = new TagIndex();
    index.attach('a');
    index.attach('a');
    expect(index.invalidate('a', at(1))).toBe(2);
    expect(index.invalidate('a', at(2))).toBe(0);
    index.attach('a');
    expect(index.invalidate('a', at(3))).toBe(1);
    expect(index.invalidate('unheard of', at(4))).toBe(0);
  });

  it('does not count what was taken off', () => {
    const index = new TagIndex();
    const marked = index.attach('a');
    index.invalidate('a', at(1));
    index.attach('a');
    index.detach(marked, at(0));
    expect(index.invalidate('a', at(2))).toBe(1);
  });

  it('forgets a tag with its last entry', () => {
    const index = new TagIndex();
    const tag = index.attach('a');
    index.attach('a');
    index.detach(tag, at(0));
    expect(index.size).toBe(1);
    index.detach(tag, at(0));
    expect(index.size).toBe(0);
  });
});
