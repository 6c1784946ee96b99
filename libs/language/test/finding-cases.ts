import { describe, expect, it } from '@jest/globals';
import type { ReadingOptions } from '../src/read-compositions.ts';
import { examine } from './read-spec.ts';

/** A composition that is wrong, with marks where (see `examine`), and what is said about it. */
export interface FindingCase {
  readonly name: string;
  readonly text: string;
  /** In the order of the places: `message (note)`. */
  readonly says: readonly string[];
  readonly options?: ReadingOptions;
}

/** Holds compositions to their findings: rule, place and text of each, and no others. */
export function describeFindings(title: string, cases: readonly FindingCase[]): void {
  describe(title, () => {
    it.each(cases)('$name', ({ text, says, options }) => {
      const { expected, found, saying } = examine(text, options);
      expect(found).toBe(expected);
      expect(saying).toEqual(says);
    });
  });
}

/** A response with one field, `item`, filled by a call with these options. */
export function calling(options: string, field = 'shop.v1.Item item'): string {
  return `message Response { ${field} = 1 [(tributary.v1.from) = { ${options} }]; }`;
}
