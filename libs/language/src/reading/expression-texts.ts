import type { DescMessage } from '@bufbuild/protobuf';
import { from, let$, require as requireOption, source, type Source } from '../generated/tributary/v1/compose_pb.ts';
import { optionOf } from './option-of.ts';

/** All expressions in the options of a message and its fields, as they are written. */
export function textsOf(message: DescMessage): readonly string[] {
  return [
    ...optionOf(message, let$).flatMap(({ from: origin }) => (origin === undefined ? [] : textsOfSource(origin))),
    ...optionOf(message, requireOption).flatMap(({ that, message: text }) => [that, text]),
    ...textsOfSource(optionOf(message, source)),
    ...message.fields.flatMap((field) => textsOfSource(optionOf(field, from))),
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
