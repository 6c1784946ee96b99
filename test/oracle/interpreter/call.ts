/** Calls: their requests, their replies, and of a batch the items of their keys. */
import {
  create,
  ScalarType,
  toBinary,
  type DescField,
  type DescMessage,
  type DescMethod,
  type Message,
} from '@bufbuild/protobuf';
import { assign, type Assigned } from './assign.ts';
import { Expression, needsOf } from './expression.ts';
import { malformed, none, upstreamFailed, type Failure } from './failure.ts';
import type { Frame } from './frame.ts';
import type { SourceOption } from './options.ts';
import { assignOutcome, evaluate, type Produced } from './slot.ts';
import {
  defaultOf,
  readField,
  readPath,
  sameType,
  typeOf,
  writeField,
  type Held,
  type Type,
  type Value,
} from './value.ts';

interface Argument {
  readonly path: readonly DescField[];
  readonly expression: Expression;
}

/** What the upstream gave for a request, or for one key. */
type Answer =
  { readonly kind: 'value'; readonly value: Value } | { readonly kind: 'failed'; readonly failure: Failure };

/** Makes a slot's call and selects from the reply. */
export function callMethod(frame: Frame, name: string, source: SourceOption, type: Type | undefined): Produced {
  const method = methodOf(frame, source.call);
  const args = argumentsOf(frame, source, method);
  const needs = needsOf(args.map(({ expression }) => expression));
  if (needs.kind !== 'value') return needs;
  const keys = source.batch === undefined ? undefined : keysArgument(args, source.batch.keys);
  const request = build(
    frame,
    method,
    args.filter((argument) => argument !== keys),
  );
  if (request === undefined) return { kind: 'error' };
  const place = { frame, name, method, source };
  if (keys === undefined) return select(place, ask(place, request), type);
  return askKeys(place, request, keys, type);
}

function argumentsOf(frame: Frame, source: SourceOption, method: DescMethod): readonly Argument[] {
  return source.args.map((text) => {
    const [, path = '', expression = ''] = /^\s*([^=\s]+)\s*=\s*([^]*)$/.exec(text) ?? [];
    return { path: fieldsOf(method.input, path), expression: new Expression(expression, frame.scope()) };
  });
}

/** Whether a batch is asked for a list of items. */
export function asksForMany(frame: Frame, source: SourceOption, method: DescMethod): boolean {
  return givesList(keysArgument(argumentsOf(frame, source, method), source.batch?.keys ?? '').expression);
}

interface Place {
  readonly frame: Frame;
  readonly name: string;
  readonly method: DescMethod;
  readonly source: SourceOption;
}

function methodOf(frame: Frame, call: string): DescMethod {
  const [service = '', name] = call.split('/');
  const method = frame.run.options.registry.getService(service)?.methods.find((one) => one.name === name);
  if (method === undefined) throw new Error(`there is no ${call}`);
  return method;
}

function fieldsOf(message: DescMessage, path: string): readonly DescField[] {
  const fields: DescField[] = [];
  let at: DescMessage | undefined = message;
  for (const part of path.split('.')) {
    const field: DescField | undefined = at?.fields.find(({ name }) => name === part);
    if (field === undefined) throw new Error(`${message.typeName} has no ${path}`);
    fields.push(field);
    at = field.message;
  }
  return fields;
}

// Requests

/** The request; undefined where an argument fails. */
function build(frame: Frame, method: DescMethod, args: readonly Argument[]): Message | undefined {
  const request = create(method.input);
  for (const { path, expression } of args) {
    const last = path.at(-1);
    if (last === undefined) continue;
    const held = valueFor(frame, expression, typeOf(last));
    if (held === 'error') return undefined;
    if (held !== undefined) put(request, path, held);
  }
  return request;
}

function valueFor(frame: Frame, expression: Expression, type: Type): Held | undefined {
  const outcome = expression.evaluate();
  if (outcome.kind === 'failed') throw new Error('the names of an argument are known by now');
  return heldOf(assign(frame.run.options, outcome, type, false));
}

function heldOf(assigned: Assigned): Held | undefined {
  switch (assigned.kind) {
    case 'value':
      return assigned.value.held;
    case 'list': {
      const held: Held[] = [];
      for (const element of assigned.elements) {
        const inner = heldOf(element);
        if (inner === 'error') return 'error';
        if (inner !== undefined) held.push(inner);
      }
      return held;
    }
    case 'error':
      return 'error';
    case 'none':
      return undefined;
    case 'compose':
      throw new Error('a request holds no composed message');
  }
}

/** Sets a field inside messages; those are given where anything in them is. */
function put(message: Message, [first, ...rest]: readonly DescField[], held: Held): void {
  if (first === undefined) return;
  if (rest.length === 0) {
    writeField(message, first, held);
    return;
  }
  if (first.message === undefined) throw new Error(`${first.name} is no message`);
  const inner = (readField(message, first) as Message | undefined) ?? create(first.message);
  put(inner, rest, held);
  if (toBinary(first.message, inner).length > 0) writeField(message, first, inner);
}

// Replies

function ask({ frame, method, source, name }: Place, request: Message): Answer {
  const reply = frame.run.call(method, request, source);
  const path = frame.pathOf(name);
  switch (reply.kind) {
    case 'ok':
      return { kind: 'value', value: { type: { kind: 'message', message: method.output }, held: reply.message } };
    case 'malformed':
      return { kind: 'failed', failure: malformed(source.call, path) };
    case 'status':
      return { kind: 'failed', failure: upstreamFailed(source.call, reply.code, reply.message, path) };
  }
}

function isAbsent({ source }: Place, { sent, code }: Failure): boolean {
  const codes = source.absent.length > 0 ? source.absent : source.optional && source.fallback === '' ? [5] : [];
  return sent && codes.includes(code);
}

function select(place: Place, answer: Answer, type: Type | undefined): Produced {
  const { frame, source } = place;
  if (answer.kind === 'failed') {
    startSelect(place);
    return isAbsent(place, answer.failure) ? none : answer;
  }
  const response = answer.value;
  if (source.select !== '') return evaluate(frame, source.select, { response }, type);
  return selectByDefault(frame, response, type);
}

/** What `select` reads besides the reply may have been started beside the call, though it is not selected from now. */
function startSelect({ frame, method, source }: Place): void {
  if (source.select === '') return;
  const items = source.batch === undefined ? undefined : typeOf(itemsField(method.output, source.batch.items));
  const type: Type = items?.kind === 'list' ? items.element : { kind: 'message', message: method.output };
  const select = new Expression(source.select, frame.scope({ response: { type, held: defaultOf(type) } }));
  if ([...select.needed.keys()].some((name) => name !== 'response')) frame.run.leftSomething = true;
  needsOf([select]);
}

/** The reply, where it is of the type wanted; else its one field of that type; else the reply. */
function selectByDefault(frame: Frame, response: Value, type: Type | undefined): Produced {
  const field =
    type === undefined || response.type.kind !== 'message' || sameType(response.type, type)
      ? undefined
      : response.type.message.fields.find((candidate) => sameType(typeOf(candidate), type));
  if (field === undefined) return assignOutcome(frame, { kind: 'typed', value: response }, type);
  const held = readPath(response, [field]);
  return held === undefined
    ? none
    : assignOutcome(frame, { kind: 'typed', value: { type: typeOf(field), held } }, type);
}

// Batches

/** The repeated field named, else the one that is given a single value, else the one that is given anything. */
function keysArgument(args: readonly Argument[], named: string): Argument {
  const repeated = args.filter(({ path }) => path.at(-1)?.fieldKind === 'list');
  const found =
    named === ''
      ? (repeated.find(({ expression }) => !givesList(expression)) ?? repeated[0])
      : repeated.find(({ path }) => path.map(({ name }) => name).join('.') === named);
  if (found === undefined) throw new Error('a batch without keys');
  return found;
}

function givesList(expression: Expression): boolean {
  if (expression.type !== undefined) return expression.type.kind === 'list';
  const outcome = expression.evaluate();
  if (outcome.kind === 'typed') return outcome.value.type.kind === 'list';
  // One that fails is the list that it looks like.
  if (outcome.kind === 'error') return /^\[|\.(?:map|filter)\(|\+ \[/.test(expression.text);
  return outcome.kind === 'computed' && isList(outcome.value);
}

function isList(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && !(value instanceof Uint8Array);
}

function askKeys(place: Place, rest: Message, keys: Argument, type: Type | undefined): Produced {
  const { frame } = place;
  const last = keys.path.at(-1);
  const listType = last === undefined ? undefined : typeOf(last);
  if (listType?.kind !== 'list') throw new Error('keys go into a repeated field');
  const many = givesList(keys.expression);
  const held = valueFor(frame, keys.expression, many ? listType : listType.element);
  if (held === 'error') return { kind: 'error' };
  if (held === undefined) return none;
  if (!many) return select(place, askKey(place, rest, keys.path, held), type);
  const element = type?.kind === 'list' ? type.element : undefined;
  const answers = (held as readonly Held[]).map((key) => askKey(place, rest, keys.path, key));
  const [first] = answers.flatMap((answer) => (answer.kind === 'value' ? [answer.value] : []));
  if (first !== undefined && place.source.select !== '') {
    // What `select` reads besides the items is the same for all of them.
    const needs = needsOf([new Expression(place.source.select, frame.scope({ response: first }))]);
    if (needs.kind === 'failed') return needs;
  }
  const items = answers.map((answer) => {
    const produced = select(place, answer, element);
    if (produced.kind === 'items' || produced.kind === 'in-place') throw new Error('an item is one value');
    return produced;
  });
  if (items.length === 0) return { kind: 'value', value: { type: type ?? { kind: 'list', element: text }, held: [] } };
  return { kind: 'items', items };
}

const text: Type = { kind: 'scalar', scalar: ScalarType.STRING };

/** Asks for one key, as if it were the only one. */
function askKey(place: Place, rest: Message, path: readonly DescField[], key: Held): Answer {
  const { frame, method, source } = place;
  const request = clone(method.input, rest);
  put(request, path, [key]);
  const answer = ask(place, request);
  if (answer.kind === 'failed') return answer;
  const { batch } = source;
  const items = itemsField(method.output, batch?.items ?? '');
  const itemType = typeOf(items);
  if (itemType.kind !== 'list') throw new Error('items are repeated');
  const all = (readField(answer.value.held as Message, items) as readonly Held[] | undefined) ?? [];
  const fail = (failure: Failure): Answer => ({ kind: 'failed', failure });
  if (batch === undefined || batch.match === '') {
    const [item] = all;
    if (all.length !== 1 || item === undefined) return fail(malformed(source.call, frame.pathOf(place.name)));
    return { kind: 'value', value: { type: itemType.element, held: item } };
  }
  if (itemType.element.kind !== 'message') throw new Error('an item without fields has no key');
  const match = fieldsOf(itemType.element.message, batch.match);
  const wanted = identity(key);
  const found = all.find((item) => {
    const held = readPath({ type: itemType.element, held: item }, match);
    return held === undefined ? isZero(key) : identity(held) === wanted;
  });
  if (found !== undefined) return { kind: 'value', value: { type: itemType.element, held: found } };
  const missing = upstreamFailed(source.call, 5, `${source.call} has no item for this key`, frame.pathOf(place.name));
  return fail(missing);
}

function clone(desc: DescMessage, message: Message): Message {
  const made = create(desc);
  for (const field of desc.fields) {
    const held = readField(message, field);
    if (held !== undefined) writeField(made, field, held);
  }
  return made;
}

/** The repeated field of a reply that holds the items. */
export function itemsField(message: DescMessage, named: string): DescField {
  const field = message.fields.find((candidate) =>
    named === '' ? candidate.fieldKind === 'list' && candidate.message !== undefined : candidate.name === named,
  );
  if (field === undefined) throw new Error(`${message.typeName} has no items`);
  return field;
}

function identity(held: Held): string {
  return held instanceof Uint8Array ? Buffer.from(held).toString('hex') : textOfHeld(held);
}

function isZero(held: Held): boolean {
  return held instanceof Uint8Array ? held.length === 0 : ['', '0', 'false'].includes(textOfHeld(held));
}

/** A scalar key as text. */
function textOfHeld(held: Held): string {
  return typeof held === 'object' ? JSON.stringify(held) : String(held);
}
