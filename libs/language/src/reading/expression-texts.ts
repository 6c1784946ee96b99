import { getOption, type DescMessage } from '@bufbuild/protobuf';
import { from, let$, require as requireOption, source, type Source } from '../generated/tributary/v1/compose_pb.ts';

/** All expressions in the options of a message and its fields, as they are written. */
export function textsOf(message: DescMessage): readonly string[] {
  return [
    ...getOption(message, let$).flatMap(({ from: origin }) => (origin === undefined ? [] : textsOfSource(origin))),
    ...getOption(message, requireOption).flatMap(({ that, message: text }) => [that, text]),
    ...textsOfSource(getOption(message, source)),
    ...message.fields.flatMap((field) => textsOfSource(getOption(field, from))),
  ];
}

function textsOfSource({ value, args, select, when, fallback, cache, errors }: Source): string[] {
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
