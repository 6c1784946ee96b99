import type { DescMessage } from '@bufbuild/protobuf';
import type { Comparison } from './comparison.ts';
import { diffFields } from './diff-fields.ts';
import { diffOneofs } from './diff-oneofs.ts';
import { diffStanding } from './diff-standing.ts';
import { jsonFormatOf } from './features.ts';
import { diffOptions } from './options/diff-options.ts';
import { inOrder, type Pair } from './pair-types.ts';
import { missingFrom, rangesText, type NumberRange } from './ranges.ts';
import { diffReserved } from './reserved.ts';
import { diffVisibility } from './visibility.ts';

/** Compares all messages. */
export function diffMessages(comparison: Comparison): void {
  const { messages } = comparison.pairs;
  diffStanding(comparison, 'message', messages);
  for (const pair of inOrder(messages)) {
    diffFields(comparison, pair);
    diffOneofs(comparison, pair);
    diffReserved(comparison.changes, pair);
    diffExtensionRanges(comparison, pair);
    diffForm(comparison, pair);
    diffVisibility(comparison.changes, pair);
    diffOptions(comparison, pair);
  }
}

function diffExtensionRanges({ changes }: Comparison, { base, head, named }: Pair<DescMessage>): void {
  const [before, after] = [extensionRangesOf(base), extensionRangesOf(head)];
  for (const range of before) {
    const missing = missingFrom(range, after);
    const [first] = missing;
    if (first === undefined) continue;
    changes.add('extension-range-removed', {
      base,
      head,
      number: first.start,
      before: rangesText(missing),
      bufRules: named ? ['EXTENSION_MESSAGE_NO_DELETE'] : [],
    });
  }
  for (const range of after) {
    const missing = missingFrom(range, before);
    const [first] = missing;
    if (first === undefined) continue;
    changes.add('extension-range-added', { base, head, number: first.start, after: rangesText(missing) });
  }
}

function extensionRangesOf(message: DescMessage): readonly NumberRange[] {
  return message.proto.extensionRange.map(({ start, end }) => ({ start, end: end - 1 }));
}

function diffForm({ changes }: Comparison, { base, head, named }: Pair<DescMessage>): void {
  const options = [base.proto.options, head.proto.options];
  const [setBefore, setAfter] = options.map((set) => set?.messageSetWireFormat === true);
  if (setBefore !== setAfter) {
    changes.add('message-set-changed', { base, head, before: String(setBefore), after: String(setAfter) });
  }
  const [accessorBefore, accessorAfter] = options.map((set) => set?.noStandardDescriptorAccessor === true);
  if (accessorBefore !== accessorAfter) {
    changes.add('message-accessor-changed', {
      base,
      head,
      before: String(accessorBefore),
      after: String(accessorAfter),
      effects: { source: accessorAfter === true ? 'breaking' : 'harmless' },
      bufRules: named && accessorAfter === true ? ['MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR'] : [],
    });
  }
  const [before, after] = [jsonFormatOf(base), jsonFormatOf(head)];
  if (before !== after) {
    const lost = after !== 'ALLOW';
    changes.add('message-json-format-changed', {
      base,
      head,
      before,
      after,
      effects: { json: lost ? 'breaking' : 'harmless' },
      bufRules: named && lost ? ['MESSAGE_SAME_JSON_FORMAT'] : [],
    });
  }
}
