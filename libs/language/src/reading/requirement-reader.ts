import type { Requirement } from '../composition.ts';
import { Code } from '../generated/google/rpc/code_pb.ts';
import { require as requireOption } from '../generated/tributary/v1/compose_pb.ts';
import { readCondition, readText } from './expression-reader.ts';
import type { MessageUse } from './message-use.ts';
import { optionOf } from './option-of.ts';
import type { ReadingContext } from './reading-context.ts';

/** Reads a message's requirements; those in error are left out. */
export function readRequirements(context: ReadingContext, use: MessageUse): readonly Requirement[] {
  return optionOf(use.message, requireOption).flatMap(({ that, code, message }, i) => {
    const site = use.site('require', i);
    if (that === '') {
      context.report.atKey('bad-option', site, [], {
        message: '`require` without `that`',
        note: 'give it a condition',
      });
      return [];
    }
    const condition = readCondition(context, use, that, { site, path: ['that'] });
    const text = message === '' ? undefined : readText(context, use, message, { site, path: ['message'] });
    if (condition === undefined) return [];
    return [{ that: condition, code: code === Code.OK ? Code.FAILED_PRECONDITION : code, message: text }];
  });
}
