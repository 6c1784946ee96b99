import { textOf, type CallPlan, type Environment } from '@tributary/plan';

/** The tags that expressions give; undefined where one fails: then nothing can be stored under them. */
export function readTags(
  tags: NonNullable<CallPlan['cache']>['tags'],
  environment: Environment,
): readonly string[] | undefined {
  const found: string[] = [];
  for (const tag of tags) {
    const outcome = tag.evaluate(environment);
    if (outcome.kind === 'failed') return undefined;
    if (outcome.kind === 'none') continue;
    if (typeof outcome.value === 'string' || outcome.value instanceof Uint8Array) {
      const text = textOf(outcome);
      if (text !== undefined) found.push(text);
    } else if (typeof outcome.value === 'object' && outcome.value !== null && Symbol.iterator in outcome.value) {
      for (const element of outcome.value as Iterable<unknown>) {
        found.push(element instanceof Uint8Array ? Buffer.from(element).toString('utf8') : String(element));
      }
    }
  }
  return found;
}
