/** Upstreams that behave in some way: a function of the method and the request, the same whenever it is asked. */
import { ScalarType, toBinary, type DescField, type DescMethod, type Message } from '@bufbuild/protobuf';
import { create, fromBinary } from '@bufbuild/protobuf';
import type { Script, ScriptedReply } from '../interpreter/script.ts';
import { readField, typeOf, writeField, type Held } from '../interpreter/value.ts';
import { seeded, type Choices } from './choices.ts';
import { encodeBadly, encodeOddly } from './odd-bytes.ts';
import { randomMessage, type Fullness } from './random-message.ts';
import type { UpstreamMethod } from './services.ts';

/** How a method behaves. */
export interface Behaviour {
  readonly kind: 'ok' | 'status' | 'malformed' | 'mixed';
  readonly code: number;
  readonly fullness: Fullness;
  readonly seed: number;
}

/** Behaviours by the names of methods. */
export type Behaviours = ReadonlyMap<string, Behaviour>;

/** Decides how upstreams behave. */
export function makeBehaviours(choices: Choices, methods: readonly UpstreamMethod[]): Behaviours {
  return new Map(
    methods.map(({ model }) => [
      model.name,
      {
        kind: choices.one('ok', 'ok', 'ok', 'mixed', 'mixed', 'status', 'malformed'),
        code: choices.one(14, 5, 13, 9, 12, 7),
        fullness: choices.one('full', 'random', 'random', 'random', 'empty'),
        seed: choices.below(256),
      },
    ]),
  );
}

/** All is well, and everything is there. */
export function flawless(methods: readonly UpstreamMethod[], seed: number): Behaviours {
  return new Map(methods.map(({ model }) => [model.name, { kind: 'ok', code: 0, fullness: 'full', seed } as const]));
}

/** The upstreams that behave so. */
export function scripted(methods: readonly UpstreamMethod[], behaviours: Behaviours): Script {
  const batches = new Map(methods.map(({ model, batch }) => [model.name, batch]));
  return (method, request) => {
    const behaviour = behaviours.get(method.name);
    if (behaviour === undefined) throw new Error(`nothing is scripted for ${method.name}`);
    // Of a batch everything but the items is the same for all keys, so that it does not matter which go together.
    const batch = batches.get(method.name);
    const rest = batch === undefined ? request : withoutKeys(method, request);
    const choices = seeded(
      `${behaviour.seed} ${method.name} ${Buffer.from(toBinary(method.input, rest)).toString('hex')}`,
    );
    const failing = behaviour.kind === 'mixed' ? choices.one('ok', 'ok', 'status') : behaviour.kind;
    switch (failing) {
      case 'status':
        return { kind: 'status', code: behaviour.code, message: choices.one('no', '', 'not now') };
      case 'malformed':
        return { kind: 'malformed', bytes: encodeBadly(choices, method.output) };
      case 'ok':
        break;
    }
    if (batch === undefined) return { kind: 'ok', bytes: encoded(choices, method, behaviour.fullness) };
    return itemsFor(method, request, behaviour, choices, batch.by);
  };
}

/** A reply, sometimes in an encoding that no encoder makes. */
function encoded(choices: Choices, { output }: DescMethod, fullness: Fullness): Uint8Array {
  const message = randomMessage(choices, output, fullness);
  if (fullness !== 'random' || !choices.percent(40)) return toBinary(output, message);
  const bytes = encodeOddly(choices, output, message);
  if (!choices.percent(40)) return bytes;
  // The same fields twice: lists go on, messages merge, of all else the last one counts.
  return Buffer.concat([toBinary(output, randomMessage(choices, output, 'random')), bytes]);
}

function fieldNamed({ fields }: DescMethod['input'], name: string): DescField {
  const field = fields.find((one) => one.name === name);
  if (field === undefined) throw new Error(`there is no field ${name}`);
  return field;
}

function withoutKeys({ input }: DescMethod, request: Message): Message {
  const rest = fromBinary(input, toBinary(input, request));
  writeField(rest, fieldNamed(input, 'ids'), []);
  return rest;
}

function itemsFor(
  method: DescMethod,
  request: Message,
  { fullness, seed, kind }: Behaviour,
  choices: Choices,
  by: 'match' | 'position',
): ScriptedReply {
  const ids = fieldNamed(method.input, 'ids');
  const keys = (readField(request, ids) as readonly Held[] | undefined) ?? [];
  const field = fieldNamed(method.output, 'items');
  const itemType = typeOf(field);
  if (itemType.kind !== 'list' || itemType.element.kind !== 'message') throw new Error('items are messages');
  const { message: desc } = itemType.element;
  const rest = Buffer.from(toBinary(method.input, withoutKeys(method, request))).toString('hex');
  const oneTooMany = by === 'position' && kind === 'mixed' && choices.percent(30);
  const items: Held[] = oneTooMany ? [create(desc)] : [];
  for (const key of keys) {
    const own = seeded(
      `${seed} ${method.name} ${rest} ${JSON.stringify(key, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))}`,
    );
    const item = randomMessage(own, desc, fullness);
    if (by === 'match') {
      if (kind === 'mixed' && own.percent(30)) continue;
      writeField(item, fieldNamed(desc, 'key'), key);
    }
    items.push(item);
  }
  // Items that nobody asked for, and second ones for a key.
  if (by === 'match' && fullness === 'random' && choices.percent(30)) {
    const [again] = keys;
    const second = randomMessage(choices, desc, fullness);
    if (again !== undefined) writeField(second, fieldNamed(desc, 'key'), again);
    else writeField(second, fieldNamed(desc, 'key'), zeroOf(fieldNamed(desc, 'key')));
    const [first] = items as readonly Message[];
    const has = first !== undefined && readField(first, fieldNamed(desc, 'key')) === again;
    if (has || again === undefined) items.push(second);
  }
  const reply = create(method.output);
  writeField(reply, field, items);
  const odd = fullness === 'random' && choices.percent(30);
  return { kind: 'ok', bytes: odd ? encodeOddly(choices, method.output, reply) : toBinary(method.output, reply) };
}

function zeroOf(field: DescField): Held {
  const type = typeOf(field);
  return type.kind === 'scalar' && type.scalar === ScalarType.INT64
    ? 0n
    : type.kind === 'scalar' && type.scalar === ScalarType.STRING
      ? ''
      : 0;
}
