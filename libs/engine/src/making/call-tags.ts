import type { Evaluator } from '@tributary/plan';
import type { Frame } from './frame.ts';
import { readTags } from './tags.ts';

/**
 * The tags of a call's reply. One that reads a name that is none is left out.
 *
 * @returns undefined where one fails: then nothing can be stored under them
 */
export function readCallTags(frame: Frame, tags: readonly Evaluator[]): readonly string[] | undefined {
  const found: string[] = [];
  for (const tag of tags) {
    const needed = tag.uses.flatMap(({ reference, asked }) =>
      reference.kind === 'slot' && !asked ? [frame.ancestor(reference.up).slots[reference.slot]?.status] : [],
    );
    if (needed.includes('failed')) return undefined;
    if (needed.includes('none')) continue;
    const texts = readTags([tag], frame.environment);
    if (texts === undefined) return undefined;
    found.push(...texts);
  }
  return found;
}
