import type { AnyDesc } from '@bufbuild/protobuf';
import type { Pair } from '../pair-types.ts';
import type { OptionNode } from './option-tree.ts';

/** One option of a pair, as both sides have it. */
export interface OptionPair extends Pair<AnyDesc> {
  /** Its name, of an extension the full one. */
  readonly name: string;
  /** Its number among the options. */
  readonly option: number | undefined;
  readonly before: OptionNode | undefined;
  readonly after: OptionNode | undefined;
}
