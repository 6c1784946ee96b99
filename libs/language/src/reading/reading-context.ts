import type { DescMessage, DescMethod, Registry } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel as Idempotency } from '@bufbuild/protobuf/wkt';
import type { Safety } from '../composition.ts';
import type { ValueType } from '../expression/index.ts';
import type { Conversions } from './assignability.ts';
import type { Making, MessageUse } from './message-use.ts';
import type { Report } from './report.ts';

/** Methods that somebody vouches for, where the contract does not say it. */
export type Vouching = (method: DescMethod) => 'safe' | 'idempotent' | undefined;

/** What reading one composite method shares. */
export interface ReadingContext {
  readonly registry: Registry;
  readonly report: Report;
  readonly conversions: Conversions;
  readonly vouch: Vouching;
  readonly method: DescMethod;
  /** Metadata keys that all calls forward, but those with their own. */
  readonly forward: readonly string[];
  /** Lets and sources that are being read, each for the one before it: one that is met again waits for itself. */
  readonly inProgress: { readonly use: MessageUse; readonly slot: number }[];
  isComposed(message: DescMessage): boolean;
  /** The use of a composed message, made where there is none yet. */
  use(message: DescMessage, source: ValueType | undefined, parent: MessageUse | undefined, making?: Making): MessageUse;
  /** The use of a composed message that is made in place, inside `parent`. */
  inPlace(message: DescMessage, source: ValueType | undefined, parent: MessageUse): InPlace;
}

/** A message made in place, or the messages around it that would never end. */
export type InPlace =
  | { readonly kind: 'made'; readonly use: MessageUse }
  | { readonly kind: 'endless'; readonly circle: readonly string[] };

/** What a composite method says of itself. Nobody vouches for it: its contract is one's own. */
export function declaresNoSideEffects(method: DescMethod): boolean {
  return method.idempotency === Idempotency.NO_SIDE_EFFECTS;
}

/** What a method may be used for, as its contract declares it or the configuration vouches for. */
export function safetyOf(method: DescMethod, vouch: Vouching): Safety {
  if (declaresNoSideEffects(method)) return { level: 'safe', vouched: false };
  const vouched = vouch(method);
  if (vouched === 'safe') return { level: 'safe', vouched: true };
  if (method.idempotency === Idempotency.IDEMPOTENT) return { level: 'idempotent', vouched: false };
  if (vouched === 'idempotent') return { level: 'idempotent', vouched: true };
  return { level: 'unsafe', vouched: false };
}
