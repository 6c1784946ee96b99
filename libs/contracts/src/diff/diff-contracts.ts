import type { Change } from './change.ts';
import { ChangeList } from './change-list.ts';
import { Comparison } from './comparison.ts';
import { contractOf, registryOf, type Descriptors } from './contract.ts';
import { diffEnums } from './diff-enums.ts';
import { diffExtensions } from './diff-extensions.ts';
import { diffFiles } from './diff-files.ts';
import { diffMessages } from './diff-messages.ts';
import { diffServices } from './diff-services.ts';
import { pairTypes } from './pair-types.ts';

/** Settings of {@link diffContracts}. */
export interface DiffOptions {
  /**
   * Whether a file is somebody else's: where only one side has it, it is an import more or less, and not told. Default:
   * {@link isImportable}.
   */
  readonly imported?: (file: string) => boolean;
}

/** Whether a file can be imported anywhere: `google/*`, `buf/validate/*` and `tributary/v1/*`. */
export function isImportable(file: string): boolean {
  return /^(google|buf\/validate|tributary\/v1)\//.test(file);
}

/**
 * Tells every difference between two contracts. The types that come with protobuf itself (`google/protobuf/*`) are not
 * compared.
 *
 * @param base - what is deployed: all files with what they import, as `buf build` makes it, or as a registry
 * @param head - what is to be, in either form
 * @returns by symbol, as the base has it; empty where the contracts are the same
 */
export function diffContracts(
  base: Descriptors,
  head: Descriptors,
  { imported = isImportable }: DiffOptions = {},
): readonly Change[] {
  const [before, after] = [registryOf(base), registryOf(head)];
  const compared = (file: string) =>
    !file.startsWith('google/protobuf/') &&
    (!imported(file) || (before.getFile(file) !== undefined && after.getFile(file) !== undefined));
  const [one, other] = [contractOf(before, compared), contractOf(after, compared)];
  const changes = new ChangeList();
  const comparison = new Comparison(changes, one, other, pairTypes(one, other));
  diffFiles(comparison);
  diffMessages(comparison);
  diffExtensions(comparison);
  diffEnums(comparison);
  diffServices(comparison);
  return changes.sorted();
}
