import { hasOption, type DescField, type DescMessage, type Registry } from '@bufbuild/protobuf';
import { from, let$, require as requireOption, source } from '../generated/tributary/v1/compose_pb.ts';
import { optionOf } from './option-of.ts';

/** The full name of the message that the engine fills with what is missing. */
export const completenessType = 'tributary.v1.Completeness';

/**
 * The messages that are composed: they, or a field of theirs, carry an option of ours, or a field's type is composed.
 */
export function composedMessages(registry: Registry): ReadonlySet<DescMessage> {
  const messages: DescMessage[] = [];
  const holders = new Map<DescMessage, DescMessage[]>();
  for (const type of registry) {
    if (type.kind !== 'message') continue;
    messages.push(type);
    for (const field of type.fields) {
      if (field.message === undefined) continue;
      const list = holders.get(field.message);
      if (list === undefined) holders.set(field.message, [type]);
      else list.push(type);
    }
  }
  const composed = new Set<DescMessage>();
  const open = messages.filter(carriesOption);
  for (let message = open.pop(); message !== undefined; message = open.pop()) {
    if (composed.has(message)) continue;
    composed.add(message);
    open.push(...(holders.get(message) ?? []));
  }
  return composed;
}

function carriesOption(message: DescMessage): boolean {
  return (
    hasOption(message, source) ||
    optionOf(message, let$).length > 0 ||
    optionOf(message, requireOption).length > 0 ||
    message.fields.some((field) => hasOption(field, from))
  );
}

/** Whether a field is one that the engine fills with what is missing, where nothing else fills it. */
export function isCompleteness(field: DescField): boolean {
  return field.fieldKind === 'message' && field.message.typeName === completenessType;
}

/** Whether the engine fills a field with what is missing. */
export function isFilledByEngine(field: DescField): boolean {
  if (!isCompleteness(field)) return false;
  const { value, call, unset } = optionOf(field, from);
  return value === '' && call === '' && !unset;
}
