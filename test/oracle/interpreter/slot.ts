/** How a name of a message gets its value, and what its failure becomes: the language's tables, line by line. */
import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { assign, type Assigned } from './assign.ts';
import { asksForMany, callMethod, itemsField } from './call.ts';
import { Expression, needsOf, type Outcome } from './expression.ts';
import { expressionFailed, none, type Failure } from './failure.ts';
import { Frame, isOptional, isTrue, sourceSlot, type Given, type Standing } from './frame.ts';
import { inside, type Mask } from './mask.ts';
import type { SourceOption } from './options.ts';
import { typeOf, type Held, type Type, type Value } from './value.ts';

/** A message, or messages, made for a slot. */
export type Made =
  | { readonly kind: 'message'; readonly frame: Frame }
  | { readonly kind: 'messages'; readonly frames: readonly Frame[] };

/** An element that was left out. */
export interface Dropped {
  readonly index: number;
  readonly failure: Failure;
}

/** A slot that is worked out. */
export type Settled =
  | {
      readonly kind: 'value';
      readonly value: Value;
      readonly made: Made | undefined;
      readonly dropped: readonly Dropped[];
      /** The failure that a fallback stands in for. */
      readonly replaced: Failure | undefined;
    }
  | { readonly kind: 'none'; readonly replaced: Failure | undefined }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly tolerated?: true };

/** What a source gives before its failure is looked at. */
export type Produced =
  | Assigned
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Of a list of keys: elements, those left out among them. */
  | {
      readonly kind: 'items';
      readonly items: readonly (Assigned | { readonly kind: 'failed'; readonly failure: Failure })[];
    }
  | { readonly kind: 'in-place'; readonly message: DescMessage; readonly given: Given };

/** Works a slot out. */
export function workOut(frame: Frame, name: string): Settled {
  const source = frame.optionsOf(name);
  const settled = settle(frame, name, source, attempt(frame, name, source));
  if (settled.kind !== 'failed' || settled.tolerated === true) return settled;
  const failure = mapped(frame, settled.failure, source);
  if (source.fallback === '') return { ...settled, failure };
  return fallBack(frame, name, source, failure);
}

/** Rivals, condition and origin. */
function attempt(frame: Frame, name: string, source: SourceOption): Produced {
  const field = isField(name) ? frame.field(name) : undefined;
  for (const rival of field?.oneof?.fields ?? []) {
    if (rival === field) break;
    // It decides as usual, whatever the mask has of it.
    frame.run.readWhole.add(frame.slotKey(rival.name));
    const settled = frame.slot(rival.name);
    if (settled.kind === 'value') return none;
    if (settled.kind === 'failed' && !isOptional(frame.optionsOf(rival.name))) return settled;
  }
  if (source.when !== '') {
    const when = new Expression(source.when, frame.scope());
    const needs = needsOf([when]);
    if (needs.kind === 'failed') return needs;
    const outcome = needs.kind === 'none' ? none : when.evaluate();
    if (outcome.kind === 'failed') return outcome;
    if (outcome.kind === 'error') return { kind: 'error' };
    if (!isTrue(outcome)) return none;
  }
  const type = field === undefined ? undefined : typeOf(field);
  if (source.value !== '') return evaluate(frame, source.value, {}, type);
  if (source.call !== '') return callMethod(frame, name, source, type);
  return field === undefined ? none : byItself(frame, field);
}

/** By name from the source, or in place. */
function byItself(frame: Frame, field: DescField): Produced {
  const { options } = frame.run;
  if (options.from(field).unset) return none;
  const { message } = field;
  const composed = field.fieldKind === 'message' && message !== undefined && options.isComposed(message);
  const sourceType = frame.sourceType();
  const pinned = composed && options.hasFrom(field) && isBare(options.from(field));
  const counterpart =
    sourceType?.kind !== 'message' || pinned
      ? undefined
      : sourceType.message.fields.find(({ name }) => name === field.name);
  if (counterpart !== undefined) return evaluate(frame, `source.${field.name}`, {}, typeOf(field));
  if (!composed) throw new Error(`nothing fills ${field.parent.name}.${field.name}`);
  if (options.source(message) === undefined) {
    // Made from the same source, it fails with it, whatever it reads of it.
    const source = frame.source();
    if (source.kind === 'failed') return source;
  }
  return { kind: 'in-place', message, given: { kind: 'inherited', from: frame } };
}

/** Whether `from` says nothing. */
function isBare(source: SourceOption): boolean {
  const { when, optional, fallback, optionalElements, errors } = source;
  return when === '' && !optional && fallback === '' && !optionalElements && errors.length === 0;
}

/** An expression with its assignment. */
export function evaluate(frame: Frame, text: string, standing: Standing, type: Type | undefined): Produced {
  const expression = new Expression(text, frame.scope(standing));
  const needs = needsOf([expression]);
  if (needs.kind !== 'value') return needs;
  return assignOutcome(frame, expression.evaluate(), type);
}

/** Assigns what an expression gave. */
export function assignOutcome(frame: Frame, outcome: Outcome, type: Type | undefined): Produced {
  return outcome.kind === 'failed' ? outcome : assign(frame.run.options, outcome, type, true);
}

/** Makes what has to be made, and says what a slot is then. */
function settle(frame: Frame, name: string, source: SourceOption, produced: Produced): Settled {
  const failedHere = (): Settled => ({ kind: 'failed', failure: expressionFailed(pathOf(frame, name)) });
  switch (produced.kind) {
    case 'none':
      return { kind: 'none', replaced: undefined };
    case 'failed':
      return { kind: 'failed', failure: placed(produced.failure, pathOf(frame, name)) };
    case 'error':
      return failedHere();
    case 'value':
      return { kind: 'value', value: produced.value, made: undefined, dropped: [], replaced: undefined };
    case 'compose':
      return makeOne(frame, name, produced.message, { kind: 'value', value: produced.source });
    case 'in-place':
      return makeOne(frame, name, produced.message, produced.given);
    case 'list':
      return makeElements(frame, name, source, produced.elements);
    case 'items':
      return makeElements(frame, name, source, produced.items);
  }
}

function makeOne(frame: Frame, name: string, message: DescMessage, given: Given): Settled {
  const mask = maskInside(frame, name);
  const child = new Frame(frame.run, message, { parent: frame, holder: name, element: undefined }, given, mask);
  const end = child.make();
  if (end.kind === 'failed') return end;
  if (end.kind === 'none') {
    const source = child.slot(sourceSlot);
    // Of a message that is none the gap of its source is told all the same.
    if (source.kind === 'failed') return { ...source, tolerated: true };
    return { kind: 'none', replaced: source.kind === 'none' ? source.replaced : undefined };
  }
  const value: Value = { type: { kind: 'message', message }, held: child.toMessage('all') };
  return { kind: 'value', value, made: { kind: 'message', frame: child }, dropped: [], replaced: undefined };
}

/** What is wanted of messages made for a slot. Outside the mask it is here for the effects inside it, or for who reads it. */
function maskInside(frame: Frame, name: string): Mask {
  return isField(name) ? (inside(frame.evaluated, name) ?? new Map<string, Mask>()) : 'all';
}

type Element = Assigned | { readonly kind: 'failed'; readonly failure: Failure };

function makeElements(frame: Frame, name: string, source: SourceOption, elements: readonly Element[]): Settled {
  const frames: Frame[] = [];
  const held: Held[] = [];
  const dropped: Dropped[] = [];
  let type: Type | undefined = isField(name) ? elementOf(typeOf(frame.field(name))) : undefined;
  const mask = maskInside(frame, name);
  elements.forEach((element, index) => {
    const drop = (failure: Failure): unknown => dropped.push({ index, failure });
    switch (element.kind) {
      case 'value':
        held.push(element.value.held);
        type ??= element.value.type;
        return;
      case 'compose': {
        const given: Given = { kind: 'value', value: element.source };
        const child = new Frame(
          frame.run,
          element.message,
          { parent: frame, holder: name, element: index },
          given,
          mask,
        );
        const end = child.make();
        if (end.kind === 'failed') drop(end.failure);
        else if (end.kind === 'made') {
          frames.push(child);
          held.push(child.toMessage('all'));
        }
        return;
      }
      case 'error':
        drop(expressionFailed(`${pathOf(frame, name)}[${index}]`));
        return;
      case 'failed':
        drop(element.failure);
        return;
      case 'none':
      case 'list':
    }
  });
  if (dropped.length > 0 && !source.optionalElements) {
    frame.run.leftSomething = true;
    return { kind: 'failed', failure: frame.run.chooser.choose(dropped.map(({ failure }) => failure)) };
  }
  return {
    kind: 'value',
    value: { type: { kind: 'list', element: type ?? { kind: 'scalar', scalar: ScalarType.STRING } }, held },
    made: elements.some(({ kind }) => kind === 'compose') ? { kind: 'messages', frames } : undefined,
    dropped,
    replaced: undefined,
  };
}

function elementOf(type: Type): Type {
  return type.kind === 'list' ? type.element : type;
}

// Failures

/** What a failure becomes by the first rule of `errors` that fits. */
function mapped(frame: Frame, failure: Failure, source: SourceOption): Failure {
  const standing = { error: failure };
  for (const rule of source.errors) {
    if (rule.codes.length > 0 && !rule.codes.includes(failure.code)) continue;
    if (rule.when !== '') {
      const when = new Expression(rule.when, frame.scope(standing));
      if (needsOf([when]).kind !== 'value' || !isTrue(when.evaluate())) continue;
    }
    const code = rule.code === 0 ? failure.code : rule.code;
    const text = frame.textOf(rule.message, standing);
    return text === undefined ? { ...failure, code } : { ...failure, code, text, verbatim: true };
  }
  return failure;
}

function fallBack(frame: Frame, name: string, source: SourceOption, failure: Failure): Settled {
  // It stands in for a value of a known type, of a `let` and a source that of their own expression.
  const type = isField(name) ? typeOf(frame.field(name)) : assignedType(frame, name);
  const settled = settle(frame, name, source, evaluate(frame, source.fallback, { error: failure }, type));
  return settled.kind === 'failed' ? { kind: 'failed', failure } : { ...settled, replaced: failure };
}

function placed(failure: Failure, path: string): Failure {
  return failure.path === undefined ? { ...failure, path } : failure;
}

function pathOf(frame: Frame, name: string): string {
  return frame.pathOf(name);
}

function isField(name: string): boolean {
  return name !== sourceSlot && !name.startsWith('$');
}

/** The type of a `let` or a message's own source, where it can be told from its options: of plain paths. */
export function assignedType(frame: Frame, name: string): Type | undefined {
  const source = frame.optionsOf(name);
  if (source.value !== '') return new Expression(source.value, frame.scope()).type;
  return selectedType(frame, source);
}

function selectedType(frame: Frame, source: SourceOption): Type | undefined {
  const [service = '', methodName] = source.call.split('/');
  const method = frame.run.options.registry.getService(service)?.methods.find(({ name }) => name === methodName);
  if (method === undefined) return undefined;
  const { batch } = source;
  const items = batch === undefined ? undefined : typeOf(itemsField(method.output, batch.items));
  const response: Type = items?.kind === 'list' ? items.element : { kind: 'message', message: method.output };
  const select = source.select === '' ? 'response' : source.select.trim();
  const fields = /^response((?:\s*\.\s*\w+)*)$/.exec(select)?.[1]?.match(/\w+/g) ?? undefined;
  if (fields === undefined && select !== 'response') return undefined;
  let type: Type | undefined = response;
  for (const part of fields ?? []) {
    const next: DescField | undefined =
      type?.kind === 'message' ? type.message.fields.find(({ name }) => name === part) : undefined;
    type = next === undefined ? undefined : typeOf(next);
  }
  if (type === undefined || batch === undefined || !asksForMany(frame, source, method)) return type;
  return { kind: 'list', element: type };
}
