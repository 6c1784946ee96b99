import type { Stamp } from '@tributary/cache';
import { keyIdentity, type BatchPlan } from '@tributary/plan';
import { Writer, type RawValue } from '@tributary/wire';
import type { CallResult } from './call-cache.ts';
import type { OutgoingCall } from './call-sender.ts';
import type { Cancel, Timers } from '../engine.ts';
import type { FlightResult, Landed } from './flights.ts';
import type { PreparedCall } from './prepared-call.ts';
import { comparePlaces, type Place } from '../place.ts';

/** What an asker gets for its key. */
export type ItemResult =
  | {
      readonly kind: 'item';
      readonly value: RawValue;
      readonly completeness: Uint8Array | undefined;
      readonly reply: Uint8Array;
      readonly index: number;
    }
  /** The reply has no item for the key. */
  | { readonly kind: 'missing' }
  | Exclude<FlightResult, { kind: 'reply' }>;

/** Someone who asks for the item of one key. */
export interface KeyAsker {
  /** Tells the key from others. */
  readonly identity: string;
  /** Groups askers of one field of one request: they go out in the order of the answer. */
  readonly owner: object;
  /** Where the asker stands in the answer: see `Frame.orderInAnswer`. */
  readonly position: readonly number[];
  /** Where the asker stands in its answer. */
  place(): Place;
  readonly deadlineMs: number;
  /** Whether it can answer without. */
  readonly optional: boolean;
  /** Whose limit of calls a call counts against: once, however many of its keys are this one's. */
  readonly request: object;
  /** Counts a call against that limit; false: it must not be made for this asker. */
  admit(): boolean;
  done(result: CallResult, shared: boolean, asked: Stamp | undefined): void;
}

/** Sends a call for several askers. */
export type SendBatch = (call: OutgoingCall, deadlineMs: number, done: Landed) => Cancel;

interface Group {
  /** The call without keys, with the headers of the first asker, where they differ in the trace. */
  readonly call: PreparedCall;
  readonly batch: BatchPlan;
  readonly askings: Asking[];
}

/** A call that went out. */
interface Sent {
  waiting: number;
  cancel: Cancel;
}

/** An asker with its key, until it has its item or leaves. */
class Asking {
  readonly asker: KeyAsker;
  readonly key: RawValue;
  over = false;
  sent: Sent | undefined = undefined;

  constructor(asker: KeyAsker, key: RawValue) {
    this.asker = asker;
    this.key = key;
  }

  leave(): void {
    if (this.over) return;
    this.over = true;
    if (this.sent !== undefined && --this.sent.waiting === 0) this.sent.cancel();
  }
}

/**
 * Gathers keys that become known in the same turn of the event loop into calls: one per distinct set of the other
 * arguments, metadata and settings, with at most `max_keys` keys each.
 */
export class Batches {
  private readonly groups = new Map<string, Group>();
  private readonly timers: Timers;
  private readonly send: SendBatch;

  constructor(timers: Timers, send: SendBatch) {
    this.timers = timers;
    this.send = send;
  }

  /**
   * Asks for the item of a key.
   *
   * @returns for leaving: the last asker of a call that leaves ends it
   */
  ask(call: PreparedCall, batch: BatchPlan, key: RawValue, asker: KeyAsker): Cancel {
    let group = this.groups.get(call.key);
    if (group === undefined) {
      const made: Group = { call, batch, askings: [] };
      group = made;
      this.groups.set(call.key, made);
      this.timers.endOfTurn(() => {
        this.groups.delete(call.key);
        this.flush(made);
      });
    }
    const asking = new Asking(asker, key);
    group.askings.push(asking);
    return () => asking.leave();
  }

  private flush(group: Group): void {
    const keys = new Map<string, Asking[]>();
    for (const asking of inOrder(group.askings)) {
      const { identity } = asking.asker;
      const known = keys.get(identity);
      if (known === undefined) keys.set(identity, [asking]);
      else known.push(asking);
    }
    if (keys.size <= group.batch.maxKeys) {
      this.sendChunk(group, keys);
      return;
    }
    const all = [...keys];
    for (let start = 0; start < all.length; start += group.batch.maxKeys) {
      this.sendChunk(group, new Map<string, readonly Asking[]>(all.slice(start, start + group.batch.maxKeys)));
    }
  }

  private sendChunk({ batch, call }: Group, keys: Map<string, readonly Asking[]>): void {
    dropUnadmitted(keys);
    if (keys.size === 0) return;
    let waiting = 0;
    let deadlineMs = Number.NEGATIVE_INFINITY;
    let optional = true;
    for (const askings of keys.values()) {
      waiting += askings.length;
      for (const { asker } of askings) {
        deadlineMs = Math.max(deadlineMs, asker.deadlineMs);
        optional &&= asker.optional;
      }
    }
    const { plan, metadata, trace } = call;
    const request = requestOf(batch, call.request, keys);
    const sent: Sent = { waiting, cancel: () => undefined };
    sent.cancel = this.send({ plan, request, metadata, trace, optional }, deadlineMs, (result, shared, asked) => {
      for (const { asking, item } of outcomesOf(batch, result, keys)) {
        if (asking.over) continue;
        asking.over = true;
        sent.waiting--;
        asking.asker.done(item, shared, asked);
      }
    });
    for (const askings of keys.values()) for (const asking of askings) asking.sent = sent;
  }
}

/** Who has left takes no part; nor does a request that may make no more calls, which its `admit` fails. */
function dropUnadmitted(keys: Map<string, readonly Asking[]>): void {
  const requests = new Map<object, boolean>();
  const admits = ({ asker, over }: Asking): boolean => {
    if (over) return false;
    let admitted = requests.get(asker.request);
    if (admitted === undefined) requests.set(asker.request, (admitted = asker.admit()));
    return admitted;
  };
  for (const [identity, askings] of keys) {
    if (askings.every(admits)) continue;
    const admitted = askings.filter(admits);
    if (admitted.length > 0) keys.set(identity, admitted);
    else keys.delete(identity);
  }
}

/** Askers of one field in the order of their elements, fields in the order in which they asked. */
function inOrder(askings: readonly Asking[]): readonly Asking[] {
  if (areInOrder(askings)) return askings;
  const owners = new Map<object, Asking[]>();
  for (const asking of askings) {
    const { owner } = asking.asker;
    const list = owners.get(owner);
    if (list === undefined) owners.set(owner, [asking]);
    else list.push(asking);
  }
  return [...owners.values()].flatMap((list) => list.sort((a, b) => comparePlaces(a.asker.position, b.asker.position)));
}

/** Mostly they are: the elements of one list ask one after the other. */
function areInOrder(askings: readonly Asking[]): boolean {
  let before: KeyAsker | undefined;
  for (const { asker } of askings) {
    if (before !== undefined && asker.owner !== before.owner) return false;
    if (before !== undefined && comparePlaces(before.position, asker.position) > 0) return false;
    before = asker;
  }
  return true;
}

interface AskingOutcome {
  readonly asking: Asking;
  readonly item: ItemResult;
}

/** What each asker gets, in the order in which they hear of it. */
function outcomesOf(
  batch: BatchPlan,
  result: FlightResult,
  keys: ReadonlyMap<string, readonly Asking[]>,
): readonly AskingOutcome[] {
  const items = result.kind === 'reply' ? itemsOf(batch, result.message, [...keys.keys()]) : undefined;
  const outcomes: AskingOutcome[] = [];
  let anyFailed = false;
  for (const [identity, askings] of keys) {
    const item = itemFor(result, items, identity);
    anyFailed ||= item.kind !== 'item';
    for (const asking of askings) outcomes.push({ asking, item });
  }
  if (!anyFailed) return outcomes;
  // What fails together fails in field order.
  const places = new Map(outcomes.map(({ asking }) => [asking, asking.asker.place()]));
  return outcomes.sort((a, b) => comparePlaces(places.get(a.asking) ?? [], places.get(b.asking) ?? []));
}

function requestOf(batch: BatchPlan, rest: Uint8Array, keys: ReadonlyMap<string, readonly Asking[]>): Uint8Array {
  const writer = new Writer(rest.length + keys.size * 12);
  writer.raw(rest);
  const marks = batch.path.slice(0, -1).map((field) => writer.begin(field));
  const values: RawValue[] = [];
  for (const [first] of keys.values()) if (first !== undefined) values.push(first.key);
  writer.field(batch.keyField, values);
  for (const mark of marks.reverse()) writer.end(mark);
  return writer.finishPooled();
}

interface Items {
  readonly byKey: ReadonlyMap<string, { value: RawValue; index: number }>;
  readonly count: 'right' | 'wrong';
}

function itemsOf(batch: BatchPlan, reply: Uint8Array, keys: readonly string[]): Items {
  const read = batch.items(reply);
  const items: readonly RawValue[] = Array.isArray(read) ? (read as readonly RawValue[]) : [];
  const byKey = new Map<string, { value: RawValue; index: number }>();
  if (batch.match === undefined) {
    if (items.length !== keys.length) return { byKey, count: 'wrong' };
    items.forEach((value, index) => byKey.set(keys[index] ?? '', { value, index }));
    return { byKey, count: 'right' };
  }
  items.forEach((value, index) => {
    const found = value instanceof Uint8Array ? batch.match?.(value) : undefined;
    const identity = found === undefined ? batch.unsetKey : keyIdentity(found);
    if (!byKey.has(identity)) byKey.set(identity, { value, index });
  });
  return { byKey, count: 'right' };
}

function itemFor(result: FlightResult, items: Items | undefined, identity: string): ItemResult {
  if (result.kind !== 'reply') return result;
  if (items === undefined || items.count === 'wrong') return { kind: 'malformed' };
  const item = items.byKey.get(identity);
  if (item === undefined) return { kind: 'missing' };
  const { value, index } = item;
  return { kind: 'item', value, index, completeness: result.completeness, reply: result.message };
}
