import type { Stamp } from '@tributary/cache';
import { keyIdentity, type BatchPlan, type CallPlan } from '@tributary/plan';
import { Writer, type RawValue } from '@tributary/wire';
import type { Cancel, Timers } from '../engine.ts';
import type { OutgoingCall } from './call-sender.ts';
import type { FlightResult, Landed } from './flights.ts';
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
  readonly key: RawValue;
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
  done(result: ItemResult, shared: boolean, asked: Stamp | undefined): void;
}

/** The headers of a call: of the first asker, where they differ in the trace. */
export type Headers = Pick<OutgoingCall, 'metadata' | 'trace'>;

/** Sends a call for several askers. */
export type SendBatch = (call: OutgoingCall, deadlineMs: number, done: Landed) => Cancel;

interface Group {
  readonly plan: CallPlan;
  readonly batch: BatchPlan;
  /** The request's bytes without the keys. */
  readonly rest: Uint8Array;
  readonly headers: Headers;
  readonly askers: Set<KeyAsker>;
}

interface Key {
  readonly value: RawValue;
  readonly askers: KeyAsker[];
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
   * @param groupKey - equal for askers whose keys may go into one call
   * @returns for leaving: the last asker of a call that leaves ends it
   */
  ask(groupKey: string, plan: CallPlan, batch: BatchPlan, rest: Uint8Array, headers: Headers, asker: KeyAsker): Cancel {
    let group = this.groups.get(groupKey);
    if (group === undefined) {
      const made: Group = { plan, batch, rest, headers, askers: new Set() };
      group = made;
      this.groups.set(groupKey, made);
      this.timers.endOfTurn(() => {
        this.groups.delete(groupKey);
        this.flush(made);
      });
    }
    group.askers.add(asker);
    const { askers } = group;
    const leaving: { flight: Cancel | undefined } = { flight: undefined };
    this.leaves.set(asker, leaving);
    return () => {
      askers.delete(asker);
      leaving.flight?.();
    };
  }

  private readonly leaves = new WeakMap<KeyAsker, { flight: Cancel | undefined }>();

  private flush(group: Group): void {
    const keys = new Map<string, Key>();
    for (const asker of inOrder(group.askers)) {
      const identity = keyIdentity(asker.key);
      const known = keys.get(identity);
      if (known === undefined) keys.set(identity, { value: asker.key, askers: [asker] });
      else known.askers.push(asker);
    }
    const all = [...keys.entries()];
    for (let start = 0; start < all.length; start += group.batch.maxKeys) {
      this.sendChunk(group, new Map(all.slice(start, start + group.batch.maxKeys)));
    }
  }

  private sendChunk(group: Group, keys: Map<string, Key>): void {
    // A request that may make no more calls is failed by `admit`, and its askers take no part.
    const requests = new Map<object, boolean>();
    const admits = (asker: KeyAsker): boolean => {
      const known = requests.get(asker.request) ?? asker.admit();
      requests.set(asker.request, known);
      return known;
    };
    for (const [identity, { askers }] of keys) {
      const admitted = askers.filter((asker) => group.askers.has(asker) && admits(asker));
      askers.splice(0, askers.length, ...admitted);
      if (askers.length === 0) keys.delete(identity);
    }
    const askers = [...keys.values()].flatMap((key) => key.askers);
    if (askers.length === 0) return;
    const waiting = new Set(askers);
    const request = requestOf(group, keys);
    const deadlineMs = Math.max(...askers.map((asker) => asker.deadlineMs));
    const optional = askers.every((asker) => asker.optional);
    const call = { plan: group.plan, request, ...group.headers, optional };
    const cancel = this.send(call, deadlineMs, (result, shared, asked) => {
      const items = result.kind === 'reply' ? itemsOf(group.batch, result.message, [...keys.keys()]) : undefined;
      const outcomes = [...keys].flatMap(([identity, key]) => {
        const item = itemFor(result, items, identity);
        return key.askers.map((asker) => ({ asker, item }));
      });
      // What fails together fails in field order.
      if (outcomes.some(({ item }) => item.kind !== 'item')) {
        const places = new Map(outcomes.map(({ asker }) => [asker, asker.place()]));
        outcomes.sort((a, b) => comparePlaces(places.get(a.asker) ?? [], places.get(b.asker) ?? []));
      }
      for (const { asker, item } of outcomes) if (waiting.delete(asker)) asker.done(item, shared, asked);
    });
    for (const asker of askers) {
      const leaving = this.leaves.get(asker);
      if (leaving !== undefined) {
        leaving.flight = () => {
          if (waiting.delete(asker) && waiting.size === 0) cancel();
        };
      }
    }
  }
}

/** Askers of one field in the order of their elements, fields in the order in which they asked. */
function inOrder(askers: ReadonlySet<KeyAsker>): KeyAsker[] {
  const owners = new Map<object, KeyAsker[]>();
  for (const asker of askers) {
    const list = owners.get(asker.owner);
    if (list === undefined) owners.set(asker.owner, [asker]);
    else list.push(asker);
  }
  return [...owners.values()].flatMap((list) => list.sort((a, b) => comparePlaces(a.position, b.position)));
}

function requestOf({ batch, rest }: Group, keys: ReadonlyMap<string, Key>): Uint8Array {
  const writer = new Writer(rest.length + keys.size * 12);
  writer.raw(rest);
  const marks = batch.path.slice(0, -1).map((field) => writer.begin(field));
  writer.field(
    batch.keyField,
    [...keys.values()].map(({ value }) => value),
  );
  for (const mark of marks.reverse()) writer.end(mark);
  return writer.finish();
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
  return { kind: 'item', ...item, completeness: result.completeness, reply: result.message };
}
