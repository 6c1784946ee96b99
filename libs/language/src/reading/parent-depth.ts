import { getOption, type DescMessage } from '@bufbuild/protobuf';
import { from, let$, require as requireOption, source, type Source } from '../generated/tributary/v1/compose_pb.ts';

/**
 * How many messages up any expression of these messages reaches with `parent`: at most so many messages around one can
 * make a difference to it. Counts words, so it may be too high, and never too low.
 */
export function deepestParent(messages: Iterable<DescMessage>): number {
  let deepest = 0;
  for (const message of messages) {
    const texts = [
      ...getOption(message, let$).flatMap(({ from: origin }) => (origin === undefined ? [] : textsOf(origin))),
      ...getOption(message, requireOption).flatMap(({ that, message: text }) => [that, text]),
      ...textsOf(getOption(message, source)),
      ...message.fields.flatMap((field) => textsOf(getOption(field, from))),
    ];
    for (const text of texts) deepest = Math.max(deepest, text.match(/\bparent\b/g)?.length ?? 0);
  }
  return deepest;
}

function textsOf({ value, args, select, when, fallback, cache, errors }: Source): string[] {
  return [
    value,
    ...args,
    select,
    when,
    fallback,
    ...(cache?.tags ?? []),
    ...errors.flatMap((rule) => [rule.when, rule.message]),
  ];
}
