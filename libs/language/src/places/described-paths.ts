import type { DescMessage } from '@bufbuild/protobuf';
import {
  CompositeSchema,
  LetSchema,
  RequireSchema,
  SourceSchema,
  composite,
  from,
  let$,
  require as requireOption,
  source,
} from '../generated/tributary/v1/compose_pb.ts';
import type { OptionPath, OptionSite } from './places.ts';

/** The number of `name` in the descriptors of messages, fields and methods. */
export const nameNumber = 1;

/** The number of `options` there. */
const optionsNumbers = { message: 7, field: 8, rpc: 4 } as const;

const options: Readonly<Record<OptionSite['option'], { readonly number: number; readonly message: DescMessage }>> = {
  composite: { number: composite.number, message: CompositeSchema },
  let: { number: let$.number, message: LetSchema },
  require: { number: requireOption.number, message: RequireSchema },
  source: { number: source.number, message: SourceSchema },
  from: { number: from.number, message: SourceSchema },
};

/**
 * Where source info may tell of something in an option, relative to the element: field numbers, and indexes of repeated
 * fields. A key that is given a list has one place, that of its first element, so both are looked for.
 */
export function describedPaths(
  { element, option, index }: OptionSite,
  path: OptionPath,
): readonly (readonly number[])[] {
  const { number, message } = options[option];
  const exact: number[] = [optionsNumbers[element.kind], number];
  if (option === 'let' || option === 'require') exact.push(index);
  const first = [...exact];
  let around: DescMessage | undefined = message;
  for (const step of path) {
    if (typeof step === 'number') {
      exact.push(step);
      first.push(0);
      continue;
    }
    const field: DescMessage['fields'][number] | undefined = around?.fields.find(({ name }) => name === step);
    if (field === undefined) break;
    exact.push(field.number);
    first.push(field.number);
    around = field.message;
  }
  return [exact, first];
}
