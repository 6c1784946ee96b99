/** A composed message while it is interpreted: its names, each worked out when somebody asks, and what becomes of it. */
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { create, ScalarType, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { Expression, needsOf, type Name, type Scope } from './expression.ts';
import { codeName as codeNameFor, none, unmet, type Failure, type Yield } from './failure.ts';
import { joinPath, gapReason, type Gap } from './gap.ts';
import { inside, pruned, type Mask } from './mask.ts';
import { isCompleteness, type RequireOption, type SourceOption } from './options.ts';
import type { RequestRun } from './request-run.ts';
import { assignedType, workOut, type Settled } from './slot.ts';
import { typeOf, writeField, type Held, type Type, type Value } from './value.ts';

/** Where a message stands in the answer. */
export interface Position {
  readonly parent: Frame;
  /** The field that it is made for. */
  readonly holder: string;
  /** Its place in a list, before any element was left out. */
  readonly element: number | undefined;
}

/** What a message is made from: a value; nothing of its own; the same as the message around it. */
export type Given =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'none' }
  | { readonly kind: 'inherited'; readonly from: Frame };

/** A field, as what is asked of it. */
export type FrameEnd =
  { readonly kind: 'made' } | { readonly kind: 'none' } | { readonly kind: 'failed'; readonly failure: Failure };

/** What `response` and `error` are where an expression stands. */
export interface Standing {
  readonly response?: Value;
  readonly error?: Failure;
}

/** See above. */
export class Frame {
  readonly run: RequestRun;
  readonly message: DescMessage;
  readonly position: Position | undefined;
  readonly evaluated: Mask;
  private readonly given: Given;
  private readonly slots = new Map<string, Settled>();
  private readonly open = new Set<string>();

  constructor(run: RequestRun, message: DescMessage, position: Position | undefined, given: Given, mask: Mask) {
    this.run = run;
    this.message = message;
    this.position = position;
    this.given = given;
    const key = position?.parent.slotKey(position.holder) ?? '';
    this.evaluated = run.whole.has(key) ? 'all' : mask;
    if (this.evaluated !== 'all') run.partial.add(key);
  }

  /** Its path in the answer; '' for the response. */
  get path(): string {
    if (this.position === undefined) return '';
    const { parent, holder, element } = this.position;
    const path = joinPath(parent.path, holder);
    return element === undefined ? path : `${path}[${element}]`;
  }

  /** The path of a slot: of `source` that of the message. */
  pathOf(slot: string): string {
    return slot === sourceSlot ? this.path : joinPath(this.path, slot);
  }

  slotKey(slot: string): string {
    return `${this.path}/${slot}`;
  }

  get root(): Frame {
    return this.position?.parent.root ?? this;
  }

  // Slots: fields by their names, lets as `$name`, and the source

  /** Works a slot out, once. */
  slot(name: string): Settled {
    const known = this.slots.get(name);
    if (known !== undefined) return known;
    if (this.open.has(name)) throw new Error(`${this.pathOf(name)} waits for itself`);
    this.open.add(name);
    const settled = workOut(this, name);
    this.open.delete(name);
    this.slots.set(name, settled);
    return settled;
  }

  /** The options of a slot. */
  optionsOf(name: string): SourceOption {
    const { options } = this.run;
    const option =
      name === sourceSlot
        ? options.source(this.message)
        : name.startsWith('$')
          ? options.lets(this.message).find((one) => `$${one.name}` === name)?.from
          : options.from(this.field(name));
    if (option === undefined) throw new Error(`${this.message.typeName} has no ${name}`);
    return option;
  }

  field(name: string): DescField {
    const field = this.message.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw new Error(`${this.message.typeName} has no field ${name}`);
    return field;
  }

  get hasOwnSource(): boolean {
    return this.given.kind !== 'value' && this.run.options.source(this.message) !== undefined;
  }

  /** Whether there is a `source`, whatever it yields. */
  get hasSource(): boolean {
    if (this.hasOwnSource || this.given.kind === 'value') return true;
    return this.given.kind === 'inherited' && this.given.from.hasSource;
  }

  /** What the message is made from. */
  source(): Yield<Value> {
    if (this.hasOwnSource) return yieldOf(this.slot(sourceSlot));
    if (this.given.kind === 'value') return this.given;
    return this.given.kind === 'inherited' ? this.given.from.source() : none;
  }

  /** The type of `source`; undefined where it is none, or cannot be told before it is worked out. */
  sourceType(): Type | undefined {
    if (this.hasOwnSource) return assignedType(this, sourceSlot) ?? this.valueTypeOf(this.slot(sourceSlot));
    if (this.given.kind === 'value') return this.given.value.type;
    return this.given.kind === 'inherited' ? this.given.from.sourceType() : undefined;
  }

  private valueTypeOf(settled: Settled): Type | undefined {
    return settled.kind === 'value' ? settled.value.type : undefined;
  }

  // Names

  /** What expressions of this message read. */
  scope(standing: Standing = {}): Scope {
    return {
      name: (chain) => this.name(chain, standing),
      metadata: (key) => this.run.metadata(key),
      leaves: () => (this.run.leftSomething = true),
      chooser: this.run.chooser,
      registry: this.run.options.registry,
    };
  }

  private name(chain: readonly string[], { response, error }: Standing): Name | undefined {
    const [first = '', second = ''] = chain;
    const fixed = (value: Value, consumed = 1): Name => ({
      consumed,
      type: value.type,
      yield: () => ({ kind: 'value', value }),
    });
    switch (first) {
      case 'request':
        return fixed(this.run.request);
      case 'response':
        return response === undefined ? undefined : fixed(response);
      case 'error':
        if (error === undefined) return undefined;
        return fixed({ type: text, held: second === 'code' ? codeNameOf(error) : error.text }, 2);
      case 'root':
        return further(this.root.named(chain.slice(1)), 1);
      default:
        return this.named(chain);
    }
  }

  /** A name of this message, or of one around it. */
  private named(chain: readonly string[]): Name | undefined {
    const [first = ''] = chain;
    if (first === 'parent') return further(this.position?.parent.named(chain.slice(1)), 1);
    if (first === 'source') {
      if (!this.hasSource) return undefined;
      return { consumed: 1, type: this.sourceType(), yield: () => this.source() };
    }
    const isField = this.message.fields.some(({ name }) => name === first);
    const slot = isField ? first : `$${first}`;
    if (!isField && !this.run.options.lets(this.message).some(({ name }) => name === first)) return undefined;
    return {
      consumed: 1,
      type: isField ? typeOf(this.field(first)) : assignedType(this, slot),
      yield: () => {
        this.run.readWhole.add(this.slotKey(slot));
        return yieldOf(this.slot(slot));
      },
    };
  }

  // Making

  /** Works out what the message is made of, and whether it can be made. */
  make(): FrameEnd {
    const { options } = this.run;
    const failures: Failure[] = [];
    let isNone = false;
    const needsSource = this.needsSource();
    const sourceHasEffects = this.hasOwnSource && this.callsWithEffects(this.optionsOf(sourceSlot));
    if (needsSource && !sourceHasEffects) this.slot(sourceSlot);
    for (const requirement of options.requires(this.message)) {
      const failure = this.require(requirement);
      if (failure !== undefined) failures.push(failure);
    }
    // Conditions first, then effects: it never comes where one does not hold, so it cannot be none.
    const sourceNeverComes = sourceHasEffects && failures.length > 0;
    for (const field of this.message.fields) {
      const source = options.from(field);
      const wanted = inside(this.evaluated, field.name) !== undefined || this.hasEffects(field);
      if (!wanted || source.unset || (isCompleteness(field) && source.value === '' && source.call === '')) continue;
      const settled = this.slot(field.name);
      if (settled.kind === 'failed' && !isOptional(source) && settled.tolerated !== true)
        failures.push(settled.failure);
    }
    for (const { name, from } of options.lets(this.message)) if (this.callsWithEffects(from)) this.slot(`$${name}`);
    if (!sourceNeverComes && (needsSource || this.slots.has(sourceSlot))) {
      const source = this.slot(sourceSlot);
      const optional = isOptional(this.optionsOf(sourceSlot));
      if (source.kind === 'failed' && !optional) failures.push(source.failure);
      // The rest is worked out all the same: its calls may go out before it is known that there is nothing to make.
      else if (source.kind !== 'value' && this.position !== undefined) isNone = true;
    }
    if (isNone) this.run.leftSomething = true;
    if (isNone) return none;
    if (failures.length === 0) return { kind: 'made' };
    this.run.leftSomething = true;
    return { kind: 'failed', failure: this.run.chooser.choose(failures) };
  }

  /** That of the response is not needed for what the mask leaves out. */
  private needsSource(): boolean {
    if (!this.hasOwnSource) return false;
    if (this.position !== undefined || this.evaluated === 'all') return true;
    return this.callsWithEffects(this.optionsOf(sourceSlot));
  }

  private require({ that, code, message }: RequireOption): Failure | undefined {
    const scope = this.scope();
    const condition = new Expression(that, scope);
    const needs = needsOf([condition]);
    if (needs.kind === 'failed') return needs.failure;
    const outcome = needs.kind === 'none' ? none : condition.evaluate();
    if (outcome.kind === 'error')
      return { ...unmet(13, 'expression failed', this.path), reason: 'EXPRESSION_FAILED', verbatim: false };
    if (outcome.kind === 'failed') return outcome.failure;
    if (isTrue(outcome)) return undefined;
    return unmet(code === 0 ? 9 : code, this.textOf(message, {}) ?? 'requirement not met', this.path);
  }

  /** A text by an expression; undefined where it is none or fails. */
  textOf(expression: string, standing: Standing): string | undefined {
    if (expression === '') return undefined;
    const text = new Expression(expression, this.scope(standing));
    if (needsOf([text]).kind !== 'value') return undefined;
    const outcome = text.evaluate();
    const value =
      outcome.kind === 'typed' ? outcome.value.held : outcome.kind === 'computed' ? outcome.value : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  private callsWithEffects(source: SourceOption | undefined): boolean {
    if (source === undefined || source.call === '') return false;
    const [service = '', name] = source.call.split('/');
    const method = this.run.options.registry.getService(service)?.methods.find((one) => one.name === name);
    return method?.idempotency !== MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
  }

  /** Whether a field makes calls with side effects, itself or in a message inside it. */
  private hasEffects(field: DescField, seen = new Set<DescMessage>()): boolean {
    if (this.callsWithEffects(this.run.options.from(field))) return true;
    const { message } = field;
    if (message === undefined || seen.has(message)) return false;
    seen.add(message);
    const { options } = this.run;
    return (
      this.callsWithEffects(options.source(message)) ||
      options.lets(message).some(({ from }) => this.callsWithEffects(from)) ||
      message.fields.some((inner) => this.hasEffects(inner, seen))
    );
  }

  // The answer

  /** The message, as far as it is in the mask. */
  toMessage(mask: Mask): Message {
    const made = create(this.message);
    for (const field of this.message.fields) {
      const source = this.run.options.from(field);
      if (isCompleteness(field) && source.value === '' && source.call === '' && !source.unset) {
        writeField(made, field, completeness(field, this.gaps()));
        continue;
      }
      const wanted = inside(mask, field.name);
      const settled = wanted === undefined ? undefined : this.slots.get(field.name);
      if (wanted === undefined || settled?.kind !== 'value') continue;
      writeField(made, field, heldOf(settled, field, wanted));
    }
    return made;
  }

  /** The gaps in it, in the order of its fields, lets first. */
  gaps(): readonly Gap[] {
    const lets = this.run.options.lets(this.message).map(({ name }) => `$${name}`);
    const fields = this.message.fields.map(({ name }) => name);
    return [sourceSlot, ...lets, ...fields].flatMap((name) => {
      const settled = this.slots.get(name);
      const gaps = settled === undefined ? [] : gapsOf(settled, name === sourceSlot ? '' : name);
      const isWanted = name === sourceSlot || (!name.startsWith('$') && inside(this.evaluated, name) !== undefined);
      if (isWanted || !this.run.leftSomething) return gaps;
      return gaps.map((gap): Gap => ({ ...gap, uncertain: true }));
    });
  }
}

/** The slot of a message's own source. */
export const sourceSlot = '(source)';

const text: Type = { kind: 'scalar', scalar: ScalarType.STRING };

function codeNameOf({ code }: Failure): string {
  return codeNameFor(code);
}

/** What a slot is to whoever reads it by name. */
export function yieldOf(settled: Settled): Yield<Value> {
  switch (settled.kind) {
    case 'value':
      return { kind: 'value', value: settled.value };
    case 'none':
      return none;
    case 'failed':
      return { kind: 'failed', failure: settled.failure };
  }
}

/** Whether the answer may go out without it. */
export function isOptional({ optional, fallback }: SourceOption): boolean {
  return optional || fallback !== '';
}

/** Whether a condition holds. */
export function isTrue(outcome: ReturnType<Expression['evaluate']>): boolean {
  return outcome.kind === 'typed' ? outcome.value.held === true : outcome.kind === 'computed' && outcome.value === true;
}

function further(name: Name | undefined, by: number): Name | undefined {
  return name === undefined ? undefined : { ...name, consumed: name.consumed + by };
}

function heldOf(settled: Settled & { kind: 'value' }, field: DescField, mask: Mask): Held {
  const { made } = settled;
  switch (made?.kind) {
    case undefined:
      return pruned(settled.value.held, field.fieldKind === 'map' ? undefined : field.message, mask);
    case 'message':
      return made.frame.toMessage(mask);
    case 'messages':
      return made.frames.map((frame) => frame.toMessage(mask));
  }
}

function gapsOf(settled: Settled, path: string): readonly Gap[] {
  if (settled.kind === 'failed') {
    const { firstCode, call } = settled.failure;
    return [{ path, reason: gapReason.FAILED, code: firstCode, call }];
  }
  const gaps: Gap[] = [];
  if (settled.replaced !== undefined) {
    const { firstCode, call } = settled.replaced;
    gaps.push({ path, reason: gapReason.FALLBACK, code: firstCode, call });
  }
  if (settled.kind === 'none') return gaps;
  const below: { at: number; gaps: readonly Gap[] }[] = settled.dropped.map(
    ({ index, failure: { firstCode, call } }) => ({
      at: index,
      gaps: [{ path: `${path}[${index}]`, reason: gapReason.DROPPED, code: firstCode, call }],
    }),
  );
  const within = (frame: Frame, prefix: string): readonly Gap[] =>
    frame.gaps().map((gap) => ({ ...gap, path: joinPath(prefix, gap.path) }));
  if (settled.made?.kind === 'message') gaps.push(...within(settled.made.frame, path));
  if (settled.made?.kind === 'messages') {
    for (const frame of settled.made.frames) {
      const at = frame.position?.element ?? 0;
      below.push({ at, gaps: within(frame, `${path}[${at}]`) });
    }
  }
  below.sort((a, b) => a.at - b.at);
  return [...gaps, ...below.flatMap((one) => one.gaps)];
}

function completeness(field: DescField, gaps: readonly Gap[]): Message {
  const { message } = field;
  const gapDesc = message?.fields.find(({ name }) => name === 'gaps')?.message;
  if (message === undefined || gapDesc === undefined) throw new Error('Completeness is not what it was');
  return create(message, {
    complete: gaps.length === 0,
    gaps: gaps.map(({ path, reason, code, call }) => create(gapDesc, { path, reason, code, call })),
  });
}
