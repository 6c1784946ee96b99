import type { DescMethod } from '@bufbuild/protobuf';
import type { CacheRule, Call, ErrorMapping, Hedge, Retry } from '@tributary/language';
import type { Converter, FieldRule, FieldShape, MessageShape, PathReader } from '@tributary/wire';
import type { Evaluator, Use } from './evaluator.ts';
import type { Producer } from './production.ts';
import type { RequestPlan } from './request-plan.ts';

/** A composed message, made ready to be made. */
export interface MessagePlan {
  readonly shape: MessageShape;
  /** Lets, then fields as written, then `source`. */
  readonly slots: readonly SlotPlan[];
  readonly letCount: number;
  readonly sourceSlot: number;
  /** Fields in the order in which they are written into the message. */
  readonly writeOrder: readonly FieldPlan[];
  /** The same in steps. */
  readonly writeSteps: readonly WriteStep[];
  readonly requires: readonly RequirementPlan[];
}

/** A field that is written, or fields that are copied from the message's source in one go. */
export type WriteStep =
  | { readonly kind: 'slot'; readonly slot: FieldPlan }
  | { readonly kind: 'copied'; readonly slots: readonly FieldPlan[]; readonly copy: Converter };

/** A name of a message. */
export type SlotPlan = LetPlan | FieldPlan | SourcePlan;

interface SlotPlanBase {
  readonly index: number;
  readonly name: string;
  readonly treatment: TreatmentPlan;
  /**
   * In a message that must be there, this must be there: it is required, or something required needs it. Work for
   * anything else may be cut short so that the answer goes out in time.
   */
  essential: boolean;
}

/** A `let`. */
export interface LetPlan extends SlotPlanBase {
  readonly kind: 'let';
  readonly origin: OriginPlan;
  /** Evaluated though nobody reads it: its call has side effects. */
  readonly eager: boolean;
}

/** A field. */
export interface FieldPlan extends SlotPlanBase {
  readonly kind: 'field';
  readonly field: FieldShape;
  readonly filling: FillingPlan;
  /** It is a field of the message's source as it is there: who does not read it by name need not work it out. */
  readonly copied: FieldRule | undefined;
  /** Of a oneof, the slots of the members written before this one, the nearest last. */
  readonly rivals: readonly number[];
  /** It makes calls with side effects, itself or in a message inside it: those are made whatever the mask. */
  effects: boolean;
}

/** What the message is made from: given, or of its own option. */
export interface SourcePlan extends SlotPlanBase {
  readonly kind: 'source';
  readonly origin: OriginPlan | undefined;
}

/** How a field is filled. */
export type FillingPlan =
  | { readonly kind: 'origin'; readonly origin: OriginPlan }
  | { readonly kind: 'in-place'; readonly message: MessagePlan; readonly inheritsSource: boolean }
  | { readonly kind: 'completeness' }
  | { readonly kind: 'unset' };

/** Where a value comes from. */
export type OriginPlan =
  | { readonly kind: 'value'; readonly producer: Producer }
  | {
      readonly kind: 'call';
      readonly call: CallPlan;
      readonly select: Producer;
      /** The path of a plain `select` below `response`; '' for all of it, undefined where it is computed. */
      readonly selected: string | undefined;
    };

/** What is the same however a value comes about. */
export interface TreatmentPlan {
  readonly when: Evaluator | undefined;
  readonly optional: boolean;
  readonly fallback: Producer | undefined;
  readonly optionalElements: boolean;
  readonly absent: ReadonlySet<number>;
  readonly errors: readonly ErrorPlan[];
}

/** What a failure becomes. */
export interface ErrorPlan extends Pick<ErrorMapping, 'code'> {
  /** Empty: all. */
  readonly codes: ReadonlySet<number>;
  readonly when: Evaluator | undefined;
  readonly message: Evaluator | undefined;
}

/** A condition of a message. */
export interface RequirementPlan {
  readonly that: Evaluator;
  readonly code: number;
  readonly message: Evaluator | undefined;
  readonly uses: readonly Use[];
}

/** A call. */
export interface CallPlan {
  readonly method: DescMethod;
  /** "package.Service/Method". */
  readonly name: string;
  /** "/package.Service/Method". */
  readonly path: string;
  readonly reply: MessageShape;
  /** Of a batch: without the keys. */
  readonly request: RequestPlan;
  readonly batch: BatchPlan | undefined;
  readonly timeoutMs: number | undefined;
  readonly retry: Retry | undefined;
  readonly hedge: Hedge | undefined;
  readonly cache: CachePlan | undefined;
  readonly forward: readonly string[];
  readonly safety: Call['safety'];
  /** The settings that tell equal requests apart: timeout, retry, hedge, cache. */
  readonly settings: string;
  /** Path and settings: with metadata and request bytes all that tells its calls from others. */
  readonly identity: string;
  /** A fingerprint of the method's contract: bytes that were kept under another one may mean something else. */
  readonly contract: string;
  /** Where the reply may tell of gaps of its own. */
  readonly completeness: readonly CompletenessField[];
  /** All names that the arguments read, and those of tags as asked about. */
  readonly uses: readonly Use[];
}

/** A field of a reply in which there may be a Completeness. Messages inside themselves make circles of these. */
export interface CompletenessField {
  /** A message, messages in a list, or a map's values. */
  readonly field: FieldShape;
  /** Such fields inside it; undefined: it is a Completeness itself. */
  readonly inside: readonly CompletenessField[] | undefined;
}

/** The keys of a batch. */
export interface BatchPlan {
  /** Which fields hold keys, items and the items' keys: the same key means something else in another field. */
  readonly fields: string;
  /** As that of the call, and what the batch makes of the keys. */
  readonly identity: string;
  readonly key: Producer;
  readonly keyField: FieldShape;
  /** Writes the keys into a request at the end of a request's bytes. */
  readonly path: readonly FieldShape[];
  readonly many: boolean;
  readonly items: PathReader;
  readonly itemsField: FieldShape;
  /** The key of an item; undefined: items come in the order of the keys. */
  readonly match: PathReader | undefined;
  /** What an item's key is where it is unset. */
  readonly unsetKey: string;
  readonly maxKeys: number;
}

/** How long values are kept, and under which tags. */
export interface CachePlan extends Omit<CacheRule, 'tags'> {
  readonly tags: readonly Evaluator[];
}
