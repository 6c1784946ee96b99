import type { DescMessage } from '@bufbuild/protobuf';
import { textsOf } from './expression-texts.ts';

/**
 * How many messages up any expression of these messages reaches with `parent`: at most so many messages around one can
 * make a difference to it. Counts words, so it may be too high, and never too low.
 */
export function deepestParent(messages: Iterable<DescMessage>): number {
  let deepest = 0;
  for (const message of messages) {
    for (const text of textsOf(message)) deepest = Math.max(deepest, text.match(/\bparent\b/g)?.length ?? 0);
  }
  return deepest;
}
