import type { CelValue } from '@bufbuild/cel';
import type { DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import type { ElementRule, RawValue } from '@tributary/wire';
import type { Expression, ValueType, Written } from './expression/index.ts';
import type { OptionSite } from './places/places.ts';

/** A composite method, read and checked. */
export interface Composition {
  readonly method: DescMethod;
  readonly timeoutMs: number;
  readonly cache: CacheRule | undefined;
  /** Tags whose entries are invalidated once the method succeeded. */
  readonly invalidates: readonly TypedExpression[];
  /** The request's field mask. */
  readonly maskField: DescField | undefined;
  readonly maxCalls: number;
  /** What the answer is made from. */
  readonly response: ComposedMessage;
  /** The upstream methods that it may call, each once. */
  readonly calls: readonly DescMethod[];
  /** Metadata keys that are forwarded or read on the way, in lower case, sorted. */
  readonly metadataKeys: readonly string[];
  /** What callers are told of the method's end; undefined: it stays. */
  readonly deprecation: DeprecationNotice | undefined;
}

/** What callers are told of a method that is to go. */
export interface DeprecationNotice {
  /** From when on it is deprecated, in epoch milliseconds; undefined: it is already. */
  readonly sinceMs: number | undefined;
  /** When it is going to be gone, in epoch milliseconds; undefined: nobody knows yet. */
  readonly sunsetMs: number | undefined;
  /** A URL that says what to use instead. */
  readonly link: string | undefined;
}

/**
 * What a name stands for.
 *
 * A slot is a name of a composed message: a `let`, a field, or its `source`; `up` counts the composed messages around the
 * one where the expression stands, `root` is the response.
 */
export type Reference =
  | { readonly kind: 'request' }
  | { readonly kind: 'response' }
  | { readonly kind: 'error-code' }
  | { readonly kind: 'error-message' }
  | { readonly kind: 'slot'; readonly up: number | 'root'; readonly slot: number };

/** An expression over the names of a composition. */
export type TypedExpression = Expression<Reference>;

/**
 * One use of a composed message: the same message made from another type, or inside another message, is another use,
 * with names of its own. Messages inside themselves share a use where nothing tells the levels apart.
 */
export interface ComposedMessage {
  readonly message: DescMessage;
  /** The type of `source`, where it is made from something. */
  readonly source: ValueType | undefined;
  /** The message around it; of a shared use, one of them. */
  readonly parent: ComposedMessage | undefined;
  /** Lets, then fields as written, then one for `source`. */
  readonly slots: readonly Slot[];
  readonly requires: readonly Requirement[];
}

/** A name of a composed message and how it gets its value. */
export type Slot = LetSlot | FieldSlot | SourceSlot;

/** A `let`. */
export interface LetSlot {
  readonly kind: 'let';
  readonly name: string;
  readonly type: ValueType;
  readonly origin: Origin;
  readonly treatment: Treatment;
}

/** A field. */
export interface FieldSlot {
  readonly kind: 'field';
  readonly name: string;
  readonly type: ValueType;
  readonly field: DescField;
  readonly filling: Filling;
  readonly treatment: Treatment;
}

/** What the message is made from: given from outside, or of its own `source` option. */
export interface SourceSlot {
  readonly kind: 'source';
  readonly name: 'source';
  readonly own: { readonly type: ValueType; readonly origin: Origin; readonly treatment: Treatment } | undefined;
}

/** How a field is filled. */
export type Filling =
  | { readonly kind: 'origin'; readonly origin: Origin }
  /** The field of that name in `source`: a plain path. */
  | { readonly kind: 'by-name'; readonly value: TypedExpression; readonly assignment: Assignment }
  | { readonly kind: 'in-place'; readonly message: ComposedMessage; readonly inheritsSource: boolean }
  | { readonly kind: 'completeness' }
  | { readonly kind: 'unset' };

/** Where a value comes from: an expression, or a call and what is selected of its reply. */
export type Origin =
  | { readonly kind: 'value'; readonly value: TypedExpression; readonly assignment: Assignment }
  | { readonly kind: 'call'; readonly call: Call; readonly select: TypedExpression; readonly assignment: Assignment };

/** What is the same however a field is filled. */
export interface Treatment {
  readonly when: TypedExpression | undefined;
  readonly optional: boolean;
  readonly fallback: { readonly value: TypedExpression; readonly assignment: Assignment } | undefined;
  readonly optionalElements: boolean;
  /** gRPC codes that mean that there is none. */
  readonly absent: readonly number[];
  readonly errors: readonly ErrorMapping[];
}

/** What a failure becomes. */
export interface ErrorMapping {
  /** Empty: all. */
  readonly codes: readonly number[];
  readonly when: TypedExpression | undefined;
  readonly code: number | undefined;
  readonly message: TypedExpression | undefined;
}

/** A condition of a message. */
export interface Requirement {
  readonly that: TypedExpression;
  readonly code: number;
  readonly message: TypedExpression | undefined;
}

/** A call of an upstream's method. */
export interface Call {
  readonly site: OptionSite;
  readonly method: DescMethod;
  /** "package.Service/Method". */
  readonly name: string;
  readonly args: readonly Argument[];
  readonly timeoutMs: number | undefined;
  readonly retry: Retry | undefined;
  readonly hedge: Hedge | undefined;
  readonly cache: CacheRule | undefined;
  readonly batch: Batch | undefined;
  /** Metadata keys to send along, in lower case. */
  readonly forward: readonly string[];
  /** May be shared, cached, retried, hedged. */
  readonly safety: Safety;
}

/** What a method declares of its side effects, or what `tributary.yaml` vouches for. */
export interface Safety {
  readonly level: 'safe' | 'idempotent' | 'unsafe';
  readonly vouched: boolean;
}

/** An argument: a path in the request and its value. */
export interface Argument {
  readonly path: readonly DescField[];
  readonly value: TypedExpression;
  readonly assignment: Assignment;
}

/** The keys of many askers in one call. */
export interface Batch {
  /** The argument for the keys: its index among the call's. */
  readonly keys: number;
  /** Whether the argument is a list of keys, and the value the list of their items. */
  readonly many: boolean;
  /** The item's key; without it items come in the order of the keys. */
  readonly match: readonly DescField[] | undefined;
  readonly items: DescField;
  readonly maxKeys: number;
}

/** Attempts of a call. */
export interface Retry {
  readonly attempts: number;
  readonly backoffMs: number;
  readonly codes: readonly number[];
}

/** A second copy of a call. */
export interface Hedge {
  /** Undefined: the 95th percentile seen of late. */
  readonly afterMs: number | undefined;
}

/** How long values are kept. 0: not at all. */
export interface CacheRule {
  readonly ttlMs: number;
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  readonly negativeTtlMs: number;
  readonly degradedTtlMs: number;
  readonly tags: readonly TypedExpression[];
}

/** How a value becomes the field's. */
export type Assignment =
  /** As it is. */
  | { readonly kind: 'same' }
  /** Of a value cut from bytes: another encoding, or another message by field name. */
  | { readonly kind: 'convert'; readonly rule: ElementRule; readonly from: ValueType; readonly to: ValueType }
  /** Of a value cut from bytes, by way of CEL: wrappers. */
  | { readonly kind: 'evaluate'; readonly convert: (value: RawValue) => Written }
  /** Of an evaluated value: written as the type, then assigned on. */
  | {
      readonly kind: 'write';
      readonly write: (value: CelValue) => Written;
      /** Of a list, element by element: for those who can do without the elements that cannot be written. */
      readonly writeElements: ((value: CelValue) => readonly Written[]) | undefined;
      readonly next: Assignment;
    }
  /** A composed message is made from it. */
  | { readonly kind: 'compose'; readonly message: ComposedMessage }
  /** Element by element. */
  | { readonly kind: 'list'; readonly element: Assignment };
