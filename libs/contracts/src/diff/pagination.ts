import type { DescMessage, DescMethod } from '@bufbuild/protobuf';
import type { ChangeList } from './change-list.ts';
import type { Pair } from './pair-types.ts';

/** Compares whether a method answers in pages (AIP-158): old callers would take the first for all there is (AIP-180). */
export function diffPagination(changes: ChangeList, { base, head }: Pair<DescMethod>): void {
  const [before, after] = [pagesOf(base.output), pagesOf(head.output)];
  if (before === after) return;
  changes.add(after === undefined ? 'method-pagination-removed' : 'method-pagination-added', {
    base,
    head,
    before,
    after,
  });
}

/** The field that tells where the next page begins. */
function pagesOf(response: DescMessage): string | undefined {
  return response.fields.find(({ name }) => name === 'next_page_token')?.name;
}
