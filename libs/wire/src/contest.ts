import { compileReader } from './read.ts';
import type { FieldRule, MessageRule } from './rules.ts';
import type { OneofShape } from './shape.ts';
import type { Writer } from './writer.ts';

/** Writes what one oneof of the target gets from a message. */
export type Contest = (bytes: Uint8Array, into: Writer) => void;

/** The target's oneofs for whose members the source has no oneof that would decide between them. */
export function contestedOneofs(rule: MessageRule): readonly OneofShape[] {
  const sources = new Map<OneofShape, FieldRule[]>();
  for (const field of rule.fields) {
    if (field.to.oneof === undefined) continue;
    const rules = sources.get(field.to.oneof);
    if (rules === undefined) sources.set(field.to.oneof, [field]);
    else rules.push(field);
  }
  return [...sources]
    .filter(([, [first, ...others]]) =>
      others.some((field) => field.from.oneof === undefined || field.from.oneof !== first?.from.oneof),
    )
    .map(([oneof]) => oneof);
}

/**
 * Gives a oneof of the target the first of its rules whose source is set.
 *
 * @param compile - makes the conversion that has a rule's one field
 */
export function compileContest(rule: MessageRule, oneof: OneofShape, compile: (rule: MessageRule) => Contest): Contest {
  const candidates = rule.fields
    .filter((field) => field.to.oneof === oneof)
    .map((field) => ({
      read: compileReader(rule.source, [field.from]),
      write: compile({ ...rule, fields: [field] }),
    }));
  return (bytes, into) => {
    candidates.find(({ read }) => read(bytes) !== undefined)?.write(bytes, into);
  };
}
