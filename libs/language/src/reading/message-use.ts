import { hasOption, type DescField, type DescMessage } from '@bufbuild/protobuf';
import type { ComposedMessage, LetSlot, Requirement, Slot, SourceSlot } from '../composition.ts';
import { typeName, typeOfField, type ValueType } from '../expression/index.ts';
import { let$, require as requireOption, source as sourceOption } from '../generated/tributary/v1/compose_pb.ts';
import type { OptionSite } from '../places/places.ts';
import { isFilledByEngine } from './composed-messages.ts';
import { reportCycle } from './cycle-report.ts';
import { readFieldSlot } from './field-reader.ts';
import { readLet, readMessageSource, type FreeReading } from './let-reader.ts';
import { optionOf } from './option-of.ts';
import type { ReadingContext } from './reading-context.ts';
import { readRequirements } from './requirement-reader.ts';

/** The names of the language; a `let` cannot be called so. */
export const specialNames: ReadonlySet<string> = new Set([
  'request',
  'source',
  'parent',
  'root',
  'response',
  'metadata',
  'error',
]);

/** How a message comes to be: made from a value, or in place (the response is). */
export type Making = 'from-value' | 'in-place';

type Lazy<T> = { kind: 'unread' } | { kind: 'reading' } | { kind: 'read'; value: T | undefined };

/**
 * One use of a composed message while it is read. Fields' types are known from the start, types of lets and of the
 * message's own source when somebody asks; so those are read on demand, and ones that wait for each other are noticed.
 */
export class MessageUse implements ComposedMessage {
  readonly message: DescMessage;
  readonly parent: MessageUse | undefined;
  readonly root: MessageUse;
  readonly request: DescMessage;
  readonly slots: Slot[] = [];
  requires: readonly Requirement[] = [];
  readonly sourceSlot: number;

  private readonly context: ReadingContext;
  private readonly given: ValueType | undefined;
  private readonly lets: Lazy<FreeReading<LetSlot>>[];
  private own: Lazy<FreeReading<SourceSlot>> = { kind: 'unread' };
  private readonly indexes = new Map<string, number>();
  private readonly byIndex = new Map<number, Slot>();
  private readonly indexOfSlot = new Map<Slot, number>();

  readonly making: Making;

  constructor(
    context: ReadingContext,
    message: DescMessage,
    given: ValueType | undefined,
    parent: MessageUse | undefined,
    making: Making,
  ) {
    this.context = context;
    this.making = making;
    this.message = message;
    this.given = given;
    this.parent = parent;
    this.root = parent?.root ?? this;
    this.request = context.method.input;
    const lets = optionOf(message, let$);
    this.lets = lets.map(() => ({ kind: 'unread' }));
    this.sourceSlot = lets.length + message.fields.length;
    message.fields.forEach((field, i) => {
      if (!specialNames.has(field.name)) this.indexes.set(field.name, lets.length + i);
    });
    lets.forEach(({ name }, i) => {
      if (!specialNames.has(name) && !this.indexes.has(name)) this.indexes.set(name, i);
    });
  }

  /** See {@link ComposedMessage.source}. */
  get source(): ValueType | undefined {
    const type = this.sourceType();
    return type === 'none' || type === 'broken' ? undefined : type;
  }

  /** Whether the message's own `source` option counts: it is not made from a value. */
  get hasOwnSource(): boolean {
    return this.given === undefined && hasOption(this.message, sourceOption);
  }

  /** Something in it is in error, and left out. */
  get isBroken(): boolean {
    return this.slots.length <= this.sourceSlot || this.requires.length < optionOf(this.message, requireOption).length;
  }

  /** Where the message's options stand. */
  site(option: 'let' | 'require' | 'source', index = 0): OptionSite {
    return { element: this.message, option, index };
  }

  /** Reads everything that has not been asked for yet. What is in error is left out, and reported. */
  read(): void {
    const { context, message } = this;
    const lets = this.lets.map((_, i) => this.let(i)?.slot);
    const fields = message.fields.map((field) => readFieldSlot(context, this, field));
    const source: SourceSlot | undefined = this.hasOwnSource
      ? this.ownSource()?.slot
      : { kind: 'source', name: 'source', own: undefined };
    [...lets, ...fields, source].forEach((slot, index) => {
      if (slot === undefined) return;
      this.slots.push(slot);
      this.byIndex.set(index, slot);
      this.indexOfSlot.set(slot, index);
    });
    this.requires = readRequirements(context, this);
  }

  /** A slot by its index; undefined where it is in error. */
  slotAt(index: number): Slot | undefined {
    return this.byIndex.get(index);
  }

  /** The index of a slot: what references count by. Slots in error are left out of `slots`, and keep their index. */
  indexOf(slot: Slot): number {
    return this.indexOfSlot.get(slot) ?? -1;
  }

  has(name: string): boolean {
    return this.indexes.has(name);
  }

  slotNames(): readonly string[] {
    return [...this.indexes.keys()];
  }

  slotNamed(name: string): { index: number; filledByEngine: boolean } | undefined {
    const index = this.indexes.get(name);
    if (index === undefined) return undefined;
    const field = this.fieldAt(index);
    return { index, filledByEngine: field !== undefined && isFilledByEngine(field) };
  }

  /** The field of a slot, where it is one of a field. */
  fieldAt(index: number): DescField | undefined {
    return this.message.fields[index - this.lets.length];
  }

  typeOf(index: number): ValueType | 'broken' {
    const field = this.fieldAt(index);
    return field === undefined ? (this.let(index)?.type ?? 'broken') : typeOfField(field);
  }

  /** The types of its lets, for people: the same message may have others elsewhere. */
  letTypes(): readonly string[] {
    return this.lets.map((_, index) => {
      const type = this.typeOf(index);
      return type === 'broken' ? type : typeName(type);
    });
  }

  sourceType(): ValueType | 'none' | 'broken' {
    if (this.given !== undefined) return this.given;
    if (!hasOption(this.message, sourceOption)) return 'none';
    return this.ownSource()?.type ?? 'broken';
  }

  private let(index: number): FreeReading<LetSlot> | undefined {
    return this.onDemand(
      this.lets[index] ?? { kind: 'read', value: undefined },
      (state) => (this.lets[index] = state),
      index,
      () => readLet(this.context, this, index),
    );
  }

  private ownSource(): FreeReading<SourceSlot> | undefined {
    return this.onDemand(
      this.own,
      (state) => (this.own = state),
      this.sourceSlot,
      () => readMessageSource(this.context, this),
    );
  }

  private onDemand<T>(
    state: Lazy<T>,
    set: (state: Lazy<T>) => void,
    slot: number,
    read: () => T | undefined,
  ): T | undefined {
    const { inProgress } = this.context;
    switch (state.kind) {
      case 'read':
        return state.value;
      case 'reading': {
        const first = inProgress.findIndex((one) => one.use === this && one.slot === slot);
        reportCycle(this.context.report, inProgress.slice(first));
        return undefined;
      }
      case 'unread': {
        set({ kind: 'reading' });
        inProgress.push({ use: this, slot });
        const value = read();
        inProgress.pop();
        set({ kind: 'read', value });
        return value;
      }
    }
  }
}
