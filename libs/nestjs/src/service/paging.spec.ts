import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pageOf, type PageRequest } from './paging.ts';

const first: PageRequest = { pageSize: 0, pageToken: '', list: ['films', 'heat'], defaultSize: 3, maxSize: 5 };
const items = Array.from({ length: 12 }, (_, index) => index);

function tokenAfter(request: PageRequest): string {
  const page = pageOf(items, request);
  if (page.kind !== 'page') throw new Error('no page');
  return page.nextPageToken;
}

describe('pageOf', () => {
  it.each([
    [0, [0, 1, 2]],
    [2, [0, 1]],
    [100, [0, 1, 2, 3, 4]],
  ])('of size %d begins with %j', (pageSize, expected) => {
    expect(pageOf(items, { ...first, pageSize })).toMatchObject({ kind: 'page', items: expected });
  });

  it('has no next page after the last one, also where that is full', () => {
    expect(pageOf(items.slice(0, 3), first)).toEqual({ kind: 'page', items: [0, 1, 2], nextPageToken: '' });
    expect(pageOf([], first)).toEqual({ kind: 'page', items: [], nextPageToken: '' });
  });

  it('leads through everything once, whatever the sizes', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.array(fc.nat(7), { minLength: 1 }), (length, sizes) => {
        const all = Array.from({ length }, (_, index) => index);
        const seen: number[] = [];
        let pageToken = '';
        for (let turn = 0; turn === 0 || pageToken !== ''; turn += 1) {
          const page = pageOf(all, { ...first, pageToken, pageSize: sizes[turn % sizes.length] ?? 0 });
          if (page.kind !== 'page') throw new Error('no page');
          seen.push(...page.items);
          pageToken = page.nextPageToken;
        }
        expect(seen).toEqual(all);
      }),
    );
  });

  it('may change its size between pages', () => {
    const pageToken = tokenAfter(first);
    expect(pageOf(items, { ...first, pageSize: 4, pageToken })).toMatchObject({ items: [3, 4, 5, 6] });
  });

  it('refuses the token of another list', () => {
    const pageToken = tokenAfter(first);
    expect(pageOf(items, { ...first, list: ['films', 'speed'], pageToken })).toEqual({ kind: 'bad-token' });
    expect(pageOf(items, { ...first, list: ['films', 'heat', ''], pageToken })).toEqual({ kind: 'bad-token' });
  });

  it('refuses what it has not handed out', () => {
    const pageToken = tokenAfter(first);
    for (const broken of [pageToken.slice(1), `${pageToken}=`, `${pageToken} `, pageToken.toLowerCase(), 'AAAA', '3']) {
      expect([broken, pageOf(items, { ...first, pageToken: broken }).kind]).toEqual([broken, 'bad-token']);
    }
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (random) => {
        expect(pageOf(items, { ...first, pageToken: random })).toEqual({ kind: 'bad-token' });
      }),
    );
  });
});
