import { createFileRegistry } from '@bufbuild/protobuf';
import type { FileDescriptorSet } from '@bufbuild/protobuf/wkt';
import type { Change } from './change.ts';
import { changeRule } from './kinds/change-kinds.ts';

/**
 * Tells every difference between two contracts.
 *
 * @param base - what is deployed: all files with what they import, as `buf build` makes it
 * @param head - what is to be
 * @returns by symbol, as the base has it; empty where the contracts are the same
 */
export function diffContracts(base: FileDescriptorSet, head: FileDescriptorSet): readonly Change[] {
  const [before, after] = [createFileRegistry(base), createFileRegistry(head)];
  const changes: Change[] = [];
  for (const file of before.files) {
    if (after.getFile(file.proto.name) !== undefined) continue;
    const { effects } = changeRule('file-removed');
    const symbol = file.proto.name;
    const side = { symbol, place: { file: symbol, line: 0, column: 0 } };
    changes.push({
      kind: 'file-removed',
      element: 'file',
      symbol,
      number: undefined,
      detail: undefined,
      before: symbol,
      after: undefined,
      base: side,
      head: undefined,
      effects,
      bufRules: ['FILE_NO_DELETE'],
    });
  }
  return changes;
}
