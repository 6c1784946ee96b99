/** Upstreams that speak a changed contract: they mean what they meant before, and say it in the new types. */
import {
  create,
  fromBinary,
  toBinary,
  type DescField,
  type DescMessage,
  type DescMethod,
  type Message,
  type Registry,
} from '@bufbuild/protobuf';
import { seeded } from '../oracle/generate/choices.ts';
import { randomMessage } from '../oracle/generate/random-message.ts';
import type { Script, ScriptedReply } from '../oracle/interpreter/script.ts';
import { readField, typeOf, writeField, type Held, type Type } from '../oracle/interpreter/value.ts';

/** The base's upstreams, with replies in plain encoding, so that nothing differs but by the contract. */
export function plainUpstream(script: Script): Script {
  return (method, request) => {
    const reply = script(method, request);
    return reply.kind === 'ok' ? { kind: 'ok', bytes: recoded(method.output, reply.bytes) } : reply;
  };
}

function recoded(desc: DescMessage, bytes: Uint8Array): Uint8Array {
  return toBinary(
    desc,
    translate(fromBinary(desc, bytes), desc, desc, (_, field) => field.name),
  );
}

/**
 * The upstreams of the head.
 *
 * @param script - as the base's upstreams behave, in its types
 * @param head - the types that they speak
 * @param nameBefore - what a field of the head is called in the base
 */
export function headUpstream(script: Script, head: Registry, nameBefore: NameBefore): Script {
  return (method, request): ScriptedReply => {
    const spoken = head.getService(method.parent.typeName)?.methods.find(({ name }) => name === method.name);
    if (spoken === undefined) return { kind: 'status', code: 12, message: 'gone' };
    const understood = understand(request, method, spoken, nameBefore);
    if (understood === undefined) return { kind: 'status', code: 13, message: 'unreadable' };
    const reply = script(method, understood);
    if (reply.kind !== 'ok') return reply;
    const meant = fromBinary(method.output, reply.bytes);
    return { kind: 'ok', bytes: toBinary(spoken.output, translate(meant, method.output, spoken.output, nameBefore)) };
  };
}

/** What a field of a message is called on the side that a value comes from; undefined: it has none there. */
export type NameBefore = (message: DescMessage, field: DescField) => string | undefined;

/** What the head's upstream makes of a request's bytes, in the types of the base. */
function understand(
  request: Message,
  method: DescMethod,
  spoken: DescMethod,
  nameBefore: NameBefore,
): Message | undefined {
  let read: Message;
  try {
    read = fromBinary(spoken.input, toBinary(method.input, request));
  } catch {
    return undefined;
  }
  return translate(read, spoken.input, method.input, (base, field) => {
    const now = spokenType(spoken.input, base);
    return now?.fields.find((one) => nameBefore(now, one) === field.name)?.name;
  });
}

/** The type of that name, from a message that reaches it. */
function spokenType(from: DescMessage, { typeName }: DescMessage): DescMessage | undefined {
  const seen = new Set([from]);
  for (const message of seen) {
    if (message.typeName === typeName) return message;
    for (const { message: held } of message.fields) if (held !== undefined) seen.add(held);
  }
  return undefined;
}

/** The same message in another type: fields by name, by chance what has no counterpart of its type; no name, no value. */
function translate(message: Message, from: DescMessage, to: DescMessage, nameBefore: NameBefore): Message {
  const made = create(to);
  if (from.typeName.startsWith('google.protobuf.')) return fromBinary(to, toBinary(from, message));
  for (const field of to.fields) {
    const name = nameBefore(to, field);
    const before = from.fields.find((one) => one.name === name);
    const held = before === undefined ? undefined : readField(message, before);
    if (before !== undefined && held === undefined) continue;
    if (before !== undefined && held !== undefined && isAlike(typeOf(before), typeOf(field))) {
      writeField(made, field, translated(held, typeOf(before), typeOf(field), nameBefore));
    } else if (name !== undefined && readOneof(made, field) === undefined) chance(made, field, message, from);
  }
  return made;
}

function readOneof(message: Message, { oneof }: DescField): Held | undefined {
  return oneof?.fields.map((field) => readField(message, field)).find((held) => held !== undefined);
}

function chance(made: Message, field: DescField, message: Message, from: DescMessage): void {
  const choices = seeded(`${field.name} ${Buffer.from(toBinary(from, message)).toString('hex')}`);
  const value = readField(randomMessage(choices, field.parent, 'full'), field);
  if (value !== undefined) writeField(made, field, value);
}

function isAlike(a: Type, b: Type): boolean {
  switch (a.kind) {
    case 'scalar':
      return b.kind === 'scalar' && a.scalar === b.scalar;
    case 'enum':
      return b.kind === 'enum' && a.enum.typeName === b.enum.typeName;
    case 'message':
      return b.kind === 'message' && a.message.typeName === b.message.typeName;
    case 'list':
      return b.kind === 'list' && isAlike(a.element, b.element);
    case 'map':
      return b.kind === 'map' && a.key === b.key && isAlike(a.value, b.value);
  }
}

function translated(held: Held, from: Type, to: Type, nameBefore: NameBefore): Held {
  if (from.kind === 'message' && to.kind === 'message') {
    return translate(held as Message, from.message, to.message, nameBefore);
  }
  if (from.kind === 'list' && to.kind === 'list') {
    return (held as readonly Held[]).map((each) => translated(each, from.element, to.element, nameBefore));
  }
  if (from.kind === 'map' && to.kind === 'map') {
    const entries = held as ReadonlyMap<string, Held>;
    return new Map([...entries].map(([key, each]) => [key, translated(each, from.value, to.value, nameBefore)]));
  }
  return held;
}
