/** A composite method: its response, and the composed messages inside it, each made where it is used, for the names there. */
import { makeCall, type CallMaker } from './calls.ts';
import type { Choices } from './choices.ts';
import { singularType } from './data-messages.ts';
import { Expressions } from './expressions.ts';
import type { FieldModel, FieldType, MessageModel, SingularType, SourceModel } from './proto-model.ts';
import type { ScopeName } from './scope.ts';
import type { UpstreamMethod } from './services.ts';
import { color, hue, messageType, scalar, widerScalars, wrapped, wrappers, type KnownTypes } from './types.ts';
import { failing, treat } from './treatment.ts';

/** What making composed messages goes by. */
export interface Making extends CallMaker {
  readonly choices: Choices;
  readonly known: KnownTypes;
  readonly methods: readonly UpstreamMethod[];
  /** The composite's request. */
  readonly request: SingularType;
  readonly messages: MessageModel[];
  /** Told when something is made that data may make fail. */
  readonly fallible: () => void;
}

/** A composed message while it is made. */
interface Place {
  readonly name: string;
  readonly depth: number;
  readonly source: FieldType | undefined;
  /** Names of messages around it, as they are written here. */
  readonly outer: readonly ScopeName[];
  /** Its own names so far. */
  readonly own: ScopeName[];
  /** The messages made inside it so far: others may be made of the same. */
  readonly inner: { readonly type: SingularType; readonly source: FieldType | undefined }[];
}

const deepest = 2;

/** Makes the response. */
export function makeResponse(making: Making): MessageModel {
  const place: Place = { name: 'Answer', depth: 0, source: undefined, outer: [], own: [], inner: [] };
  return makeMessage(making, place);
}

function makeMessage(making: Making, at: Place): MessageModel {
  const { choices, known, messages } = making;
  const fields: FieldModel[] = [];
  const message: MessageModel = { name: at.name, fields, lets: [], requires: [] };
  messages.push(message);
  let place = at;
  if (place.source === undefined && choices.percent(at.depth === 0 ? 8 : 35)) {
    const own = ownSource(making, place);
    if (own !== undefined) {
      message.source = own.source;
      place = { ...place, source: own.type };
    }
  }
  for (let i = choices.below(3); i > 0; i--) makeLet(making, place, message, i);
  for (let i = choices.count(1, at.depth === 0 ? 6 : 3); i > 0; i--) {
    if (choices.percent(12)) fields.push(...makeOneof(making, place, fields.length));
    else {
      const field = makeField(making, place, fields.length, undefined);
      if (field !== undefined) fields.push(field);
    }
  }
  // A message without fields would not be composed.
  if (fields.length === 0) fields.push({ name: 'f0', number: 1, type: scalar('int32'), from: { value: '1' } });
  if (choices.percent(15)) {
    fields.push({ name: 'done', number: 90, type: messageType('tributary.v1.Completeness') });
  }
  if (choices.percent(12)) makeRequirement(making, place, message);
  known.add(message);
  return message;
}

function expressions({ choices, known, request, fallible }: Making, place: Place): Expressions {
  return new Expressions(choices, known, namesOf(place, request), fallible);
}

function namesOf({ own, outer, source }: Place, request: SingularType): readonly ScopeName[] {
  return [
    { text: 'request', type: request, askable: true },
    ...(source === undefined ? [] : [{ text: 'source', type: source, askable: true }]),
    ...own,
    ...outer,
  ];
}

/** The names of a message as they are written in one inside it. */
function outerFor(place: Place): readonly ScopeName[] {
  const { own, outer, source, depth } = place;
  const names = [...(source === undefined ? [] : [{ text: 'source', type: source, askable: true }]), ...own];
  const under = (prefix: string) => (name: ScopeName) => ({ ...name, text: `${prefix}.${name.text}` });
  return [
    ...names.map(under('parent')),
    ...outer.filter(({ text }) => text.startsWith('parent.')).map(under('parent')),
    ...(depth === 0 ? names.map(under('root')) : outer.filter(({ text }) => text.startsWith('root.'))),
  ];
}

function makeLet(making: Making, place: Place, message: MessageModel, index: number): void {
  const { choices, known } = making;
  const name = `let${index}`;
  const reader = expressions(making, place);
  if (making.methods.length > 0 && choices.percent(60)) {
    const call = makeCall(making, reader);
    const plain = call.paths.length > 0 && choices.percent(40) ? choices.of(call.paths) : undefined;
    const from: SourceModel = { ...call.source, ...(plain === undefined ? {} : { select: plain.text }) };
    if (choices.percent(20)) from.when = reader.condition();
    if (choices.percent(20)) from.errors = [{ code: 7, ...(choices.percent(50) ? { message: 'error.message' } : {}) }];
    const single = plain?.type ?? call.response;
    if (call.many && (single.kind === 'list' || single.kind === 'map')) return;
    const type: FieldType = call.many ? { kind: 'list', element: single as SingularType } : single;
    if (choices.percent(20)) from.fallback = failing(reader).for(type);
    message.lets.push({ name, from });
    place.own.push({ text: name, type, askable: true });
    return;
  }
  const plain = reader.path((path) => !path.bare);
  if (plain !== undefined && choices.percent(40)) {
    message.lets.push({ name, from: { value: plain.text } });
    place.own.push({ text: name, type: plain.type, askable: true });
    return;
  }
  const type: FieldType = choices.percent(20)
    ? messageType(choices.of([...known.messages.keys()].filter((one) => one.includes('Data'))) ?? 'Data0')
    : scalar(choices.one('string', 'int64', 'bool', 'double', 'uint64', 'bytes'));
  const value = reader.computed(type, 2);
  const isPath = /^[\w.]+$/.test(value) && !/^(true|false|\d.*)$/.test(value);
  const exact = isPath ? reader.path(({ text }) => text === value)?.type : type;
  message.lets.push({ name, from: { value } });
  place.own.push({ text: name, type: exact ?? type, askable: isPath });
}

function ownSource(making: Making, place: Place): { source: SourceModel; type: FieldType } | undefined {
  const { choices } = making;
  const reader = expressions(making, place);
  const optional = choices.percent(40) ? { optional: true } : {};
  if (making.methods.length > 0 && choices.percent(60)) {
    const call = makeCall(making, reader);
    const from: SourceModel = { ...call.source, ...optional };
    if (choices.percent(15)) from.when = reader.condition();
    if (choices.percent(15)) from.absent = [choices.one(5, 14, 9)];
    if (choices.percent(15)) from.errors = [{ code: 10, ...(choices.percent(50) ? { codes: [14, 5] } : {}) }];
    const response = call.response as SingularType;
    const type: FieldType = call.many ? { kind: 'list', element: response } : response;
    if (choices.percent(15)) from.fallback = failing(reader).for(type);
    return { source: from, type };
  }
  const path = reader.path(({ type }) => type.kind === 'message' && wrapped(type) === undefined);
  return path === undefined ? undefined : { source: { value: path.text }, type: path.type };
}

function makeRequirement(making: Making, place: Place, message: MessageModel): void {
  const { choices } = making;
  const reader = expressions(making, place);
  const condition = reader.condition();
  message.requires.push({
    // Most hold, or not much would be answered.
    that: choices.percent(70) ? `(${condition}) || true` : condition,
    ...(choices.percent(50) ? { code: choices.one(3, 5, 9) } : {}),
    ...(choices.percent(50) ? { message: reader.kind('string', 1) } : {}),
  });
}

function makeOneof(making: Making, place: Place, index: number): FieldModel[] {
  const { choices } = making;
  const members: FieldModel[] = [];
  for (let i = choices.count(2, 3); i > 0; i--) {
    const field = makeField(making, place, index + members.length, `pick${index}`);
    if (field !== undefined) members.push(field);
  }
  return members;
}

function makeField(making: Making, place: Place, index: number, oneof: string | undefined): FieldModel | undefined {
  const { choices } = making;
  const made = fillField(making, place, `f${index}`);
  const isEngines = made?.type.kind === 'message' && made.type.name === 'tributary.v1.Completeness';
  if (
    made === undefined ||
    (oneof !== undefined && (made.type.kind === 'list' || made.type.kind === 'map' || isEngines))
  ) {
    return undefined;
  }
  const { type } = made;
  const name = made.name ?? `f${index}`;
  if (place.own.some(({ text }) => text === name)) return undefined;
  const singular = type.kind === 'scalar' || type.kind === 'enum';
  const from = treat(making, expressions(making, place), made.from, type);
  place.own.push({ text: name, type, askable: true });
  return {
    name,
    // Not in the order in which they are written.
    number: choices.percent(20) ? 80 - index : index + 1,
    type,
    ...(from === undefined ? {} : { from }),
    ...(oneof === undefined ? (singular && choices.percent(50) ? { optional: true } : {}) : { oneof }),
  };
}

interface Filled {
  readonly type: FieldType;
  readonly from: SourceModel | undefined;
  readonly name?: string;
}

/** Picks a way to fill a field, and the type for it. */
function fillField(making: Making, place: Place, name: string): Filled | undefined {
  const { choices } = making;
  const reader = expressions(making, place);
  switch (choices.below(10)) {
    case 1:
    case 2:
    case 3:
      return making.methods.length === 0 ? undefined : fromCall(making, place, reader, name);
    case 4:
    case 5:
      return composedFrom(making, place, reader, name);
    case 6:
      return inPlace(making, place, name);
    case 7:
    case 8:
      return byName(making, place, name) ?? fromPath(making, reader);
    case 9:
      return choices.percent(80) ? fromPath(making, reader) : { type: scalar('string'), from: { unset: true } };
    default: {
      const type = singularType(choices, making.known);
      return { type, from: { value: reader.for(type) } };
    }
  }
}

function fromPath({ choices, known }: Making, reader: Expressions): Filled | undefined {
  const path = reader.path(() => true);
  if (path === undefined) return undefined;
  return { type: variant(choices, known, path.type), from: { value: path.text } };
}

/** A type that a value of a type goes into. */
function variant(choices: Choices, known: KnownTypes, type: FieldType): FieldType {
  if (choices.percent(50)) return type;
  switch (type.kind) {
    case 'scalar': {
      const wrapper = wrappers[type.scalar];
      if (wrapper !== undefined && choices.percent(30)) return messageType(wrapper);
      return scalar(choices.of(widerScalars(type.scalar)) ?? type.scalar);
    }
    case 'enum':
      return type.name === (color as { name: string }).name ? hue : type;
    case 'message': {
      const inner = wrapped(type);
      return inner === undefined
        ? messageType(choices.of(known.twins.get(type.name) ?? []) ?? type.name)
        : scalar(inner);
    }
    case 'list': {
      const element = variant(choices, known, type.element);
      return element.kind === 'list' || element.kind === 'map' ? type : { kind: 'list', element };
    }
    case 'map':
      return type;
  }
}

function fromCall(making: Making, place: Place, reader: Expressions, name: string): Filled | undefined {
  const { choices, known } = making;
  const call = makeCall(making, reader);
  const { response, source, many } = call;
  const shaped = (type: FieldType): FieldType | undefined => {
    if (!many) return type;
    return type.kind === 'list' || type.kind === 'map' ? undefined : { kind: 'list', element: type };
  };
  const filled = (type: FieldType, select?: string): Filled | undefined => {
    const whole = shaped(type);
    return whole === undefined
      ? undefined
      : { type: whole, from: { ...source, ...(select === undefined ? {} : { select }) } };
  };
  const inner = reader.with([{ text: 'response', type: response, askable: true }]);
  switch (choices.below(6)) {
    case 0:
      return filled(variant(choices, known, response));
    case 1: {
      // A type of one of its fields, which is selected by itself.
      const fields = known.fields(response).map(({ type }) => type);
      const type = choices.of(fields.filter((one) => one.kind === 'message' || one.kind === 'list'));
      return type === undefined ? filled(response) : filled(type);
    }
    case 2: {
      const path = choices.of(call.paths);
      return path === undefined ? filled(response) : filled(variant(choices, known, path.type), path.text);
    }
    case 3: {
      const type = singularType(choices, known);
      return filled(type, inner.computed(type, 2));
    }
    default: {
      if (place.depth >= deepest) return filled(response);
      const path = choices.percent(50) ? undefined : choices.of(call.paths.filter(({ type }) => type.kind !== 'map'));
      const type = path?.type ?? response;
      const element = type.kind === 'list' ? type.element : type;
      if (element.kind === 'map') return undefined;
      const composed = inside(making, place, name, element);
      return filled(type.kind === 'list' ? { kind: 'list', element: composed } : composed, path?.text);
    }
  }
}

/** A composed message made from a value, or several from a list. */
function composedFrom(making: Making, place: Place, reader: Expressions, name: string): Filled | undefined {
  if (place.depth >= deepest) return fromPath(making, reader);
  const path = reader.path(({ type }) => type.kind === 'list') ?? reader.path(({ type }) => type.kind !== 'map');
  if (path === undefined || path.type.kind === 'map') return undefined;
  const element = path.type.kind === 'list' ? path.type.element : path.type;
  const composed = inside(making, place, name, element);
  // The same elements, some of them left out.
  const value = path.type.kind === 'list' && making.choices.percent(20) ? `${path.text}.filter(each, true)` : path.text;
  return { type: path.type.kind === 'list' ? { kind: 'list', element: composed } : composed, from: { value } };
}

function inPlace(making: Making, place: Place, name: string): Filled | undefined {
  if (place.depth >= deepest) return undefined;
  const source = place.source?.kind === 'message' ? place.source : undefined;
  const type = inside(making, place, name, source);
  // Without options the field may be meant by name: where the source has one of its name, this pins it.
  return { type, from: making.choices.percent(70) ? undefined : {} };
}

function inside(making: Making, place: Place, name: string, source: FieldType | undefined): SingularType {
  const alike = place.inner.filter((one) => JSON.stringify(one.source) === JSON.stringify(source));
  const again = making.choices.percent(40) ? making.choices.of(alike) : undefined;
  if (again !== undefined) return again.type;
  // A field that came to nothing may have left a message of this name.
  const earlier = making.messages.filter((message) => message.name.startsWith(`${place.name}_${name}`)).length;
  const inner: Place = {
    name: `${place.name}_${name}${earlier === 0 ? '' : `x${earlier}`}`,
    depth: place.depth + 1,
    source,
    outer: outerFor(place),
    own: [],
    inner: [],
  };
  const type = messageType(makeMessage(making, inner).name);
  place.inner.push({ type, source });
  return type;
}

function byName(making: Making, place: Place, name: string): Filled | undefined {
  const { choices, known } = making;
  if (place.source === undefined) return undefined;
  const field = choices.of(known.fields(place.source));
  if (field === undefined) return undefined;
  const { type } = field;
  const element = type.kind === 'list' ? type.element : type;
  if (choices.percent(30) && place.depth < deepest && element.kind !== 'map') {
    const composed = inside(making, place, name, element);
    return {
      name: field.name,
      type: type.kind === 'list' ? { kind: 'list', element: composed } : composed,
      from: undefined,
    };
  }
  return { name: field.name, type: variant(choices, known, type), from: undefined };
}
