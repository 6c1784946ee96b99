import type { MessageNode, Name, SlotPlan } from '@tributary/plan';
import type { ValueType } from '@tributary/language';

/**
 * What a composite method does with a symbol.
 *
 * - `calls`: calls the method
 * - `reads`: reads the value for a field, a `let`, a fallback or an argument
 * - `conditions`: reads it in `when`, `require` or a rule of `errors`
 * - `writes`: gives it as an argument
 * - `batches`: it holds the keys, the items, or the items' keys of a batch
 * - `keys`: it is part of a cache's key, or of a batch's
 * - `tags`: a cache's tag, or an invalidation, is made of it
 * - `masks`: it is the request's field mask
 * - `converts`: its values are taken to another enum, by name
 * - `carries`: its bytes go into the answer as they came
 * - `answers`: it is a field of the answer that the method fills itself
 * - `asks`: it is the method itself, or a part of its request
 * - `receives`: it comes in a reply, read or not: a reply that is not valid in whole fails
 * - `sends`: it is of the request of a call, given or not
 */
export type UseKind =
  | 'calls'
  | 'reads'
  | 'conditions'
  | 'writes'
  | 'batches'
  | 'keys'
  | 'tags'
  | 'masks'
  | 'converts'
  | 'carries'
  | 'answers'
  | 'asks'
  | 'receives'
  | 'sends';

/** Where in a plan something is used. */
export interface UsePlace {
  readonly node: MessageNode;
  /** Undefined: the message as a whole, by a requirement, or the method. */
  readonly slot: SlotPlan | undefined;
}

/** A use of a symbol. */
export interface StepUse {
  readonly kind: UseKind;
  readonly at: UsePlace;
  /** Full name of a field, enum, message or method; of a constant the enum's and the value's last names. */
  readonly symbol: string;
  /** `whole`: of a message and of all that it contains, at any depth. `constant`: named by an expression. */
  readonly extent: 'exact' | 'whole' | 'constant';
  /** Where an expression looks into a whole message: the words of its text. Fields named otherwise are not read. */
  readonly words: ReadonlySet<string> | undefined;
  /** The name that the value is read from; undefined: the call's own reply, the request, or none. */
  readonly from: Name | undefined;
  /** The value is the request's own. */
  readonly ofRequest: boolean;
}

/** Told of uses while a plan is walked. */
export type TellUse = (kind: UseKind, symbol: string, extent: StepUse['extent'], words?: ReadonlySet<string>) => void;

/** Tells of a type in whole: of messages with all that they contain, of enums. Scalars have nothing that could change. */
export function tellWhole(type: ValueType, kind: UseKind, tell: TellUse, words?: ReadonlySet<string>): void {
  switch (type.kind) {
    case 'scalar':
      return;
    case 'enum':
      tell(kind, type.enum.typeName, 'exact');
      return;
    case 'message':
      tell(kind, type.message.typeName, 'whole', words);
      return;
    case 'list':
      tellWhole(type.element, kind, tell, words);
      return;
    case 'map':
      tellWhole(type.value, kind, tell, words);
  }
}
