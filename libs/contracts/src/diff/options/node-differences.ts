import { nodeText, textOf, type OptionNode } from './option-tree.ts';

/** A part of an option that differs. */
export interface NodeDifference {
  /** From the option's name on. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The innermost parts in which two values differ; a message that one side lacks is one part. */
export function differencesOf(
  path: string,
  before: OptionNode | undefined,
  after: OptionNode | undefined,
): readonly NodeDifference[] {
  if (before?.kind === 'message' && after?.kind === 'message') {
    const names = new Set([...before.fields.keys(), ...after.fields.keys()]);
    return [...names].flatMap((name) =>
      differencesOf(`${path}.${name}`, before.fields.get(name), after.fields.get(name)),
    );
  }
  if (before !== undefined && after !== undefined && nodeText(before) === nodeText(after)) return [];
  return before === after ? [] : [{ path, before: textOf(before), after: textOf(after) }];
}
