import type { Stamp } from '@tributary/cache';
import type { CallPlan } from '@tributary/plan';
import { statusCode } from '@tributary/upstream';
import type { RawValue } from '@tributary/wire';
import { Batches, type ItemResult } from './batches.ts';
import type { CallCache, CachedCall } from './call-cache.ts';
import { cacheKey, entryKey } from './call-keys.ts';
import type { CallSender, Metadata } from './call-sender.ts';
import { isDeadline } from './call-sender.ts';
import type { CacheOutcome, Cancel, EngineOptions } from './engine.ts';
import { failure, timedOut, type Failure } from './failure.ts';
import type { FlightResult, Flights } from './flights.ts';
import { comparePlaces, type Place } from './place.ts';
import { sendAsked, sendShared } from './send-shared.ts';
import { malformedReply, upstreamFailed } from './upstream-failure.ts';

/** What a call gives to whoever asked for it. */
export type CallOutcome =
  | {
      readonly kind: 'reply';
      /** The reply; with `batch` the item. */
      readonly value: RawValue;
      /** The Completeness that came in the trailer. */
      readonly completeness: Uint8Array | undefined;
      /** Of a batch: the whole reply and the item's index in it. */
      readonly item: { readonly reply: Uint8Array; readonly index: number } | undefined;
      /** How old it is, where an expired value stands in; and what it stands in for. */
      readonly stale: { readonly ageMs: number; readonly failure: Failure } | undefined;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What all requests share. */
export interface SharedCalls {
  readonly options: EngineOptions;
  readonly sender: CallSender;
  readonly flights: Flights;
  readonly batches: Batches;
  readonly cache: CallCache | undefined;
}

/** What calls need to know of their request. */
export interface CallingRequest {
  /** When optional work ends. */
  readonly reserveMs: number;
  /** When everything ends. */
  readonly budgetMs: number;
  /** The method's own budget, for what goes on behind the answer. */
  readonly timeoutMs: number;
  readonly over: boolean;
  metadata(key: string): string | undefined;
  /** Counts a call; false where the request fails with it. */
  admitCall(): boolean;
  /** Runs something that may go on with the request. */
  run(step: () => void): void;
}

/** A call that is asked for. */
export interface Asked {
  readonly plan: CallPlan;
  /** The request; of a batch, without the key. */
  readonly request: Uint8Array;
  /** Of a batch. */
  readonly key: RawValue | undefined;
  readonly tags: readonly string[] | undefined;
  /** Its failure would fail the method. */
  readonly essential: boolean;
  /** For batches: see `KeyAsker`. */
  readonly owner: object;
  readonly position: readonly number[];
  /** Where the asker stands in the answer. */
  place(): Place;
  done(outcome: CallOutcome): void;
}

type Joiner = Pick<Asked, 'done' | 'place'>;

interface Entry {
  readonly asked: Asked;
  readonly joiners: Set<Joiner>;
  essential: boolean;
  outcome: CallOutcome | undefined;
  leave: Cancel;
  cancelTimer: Cancel;
  stale: CachedCall | undefined;
  started: boolean;
}

const noop: Cancel = () => undefined;

/** The calls of one request: equal ones are made once. */
export class RequestCalls {
  private readonly shared: SharedCalls;
  private readonly request: CallingRequest;
  private readonly entries = new Map<string, Entry>();
  private readonly active = new Set<Entry>();
  private waiting: (() => void)[] = [];
  private own: Batches | undefined;
  /** Whether all calls that went out were joined ones. */
  allJoined = true;
  sent = 0;

  constructor(shared: SharedCalls, request: CallingRequest) {
    this.shared = shared;
    this.request = request;
  }

  /**
   * Asks for a call.
   *
   * @returns for leaving; the last one who leaves ends the call
   */
  ask(asked: Asked): Cancel {
    const metadata = this.metadataFor(asked.plan);
    const key = entryKey(asked, metadata);
    const joiner: Joiner = { done: (outcome) => asked.done(outcome), place: () => asked.place() };
    let entry = this.entries.get(key);
    if (entry?.outcome !== undefined) {
      asked.done(forJoiner(entry.outcome));
      return noop;
    }
    if (entry === undefined) {
      const made: Entry = {
        asked,
        joiners: new Set(),
        essential: asked.essential,
        outcome: undefined,
        leave: noop,
        cancelTimer: noop,
        stale: undefined,
        started: false,
      };
      entry = made;
      this.entries.set(key, made);
      this.active.add(made);
      // Sent when this step is through: until then the request may fail, or an essential asker may join.
      this.waiting.push(() => this.start(made, metadata));
    }
    entry.essential ||= asked.essential;
    entry.joiners.add(joiner);
    const joined = entry;
    return () => {
      if (!joined.joiners.delete(joiner) || joined.joiners.size > 0 || joined.outcome !== undefined) return;
      this.entries.delete(key);
      this.finish(joined);
    };
  }

  /** Sends what was asked for in this step. */
  flush(): void {
    while (this.waiting.length > 0) {
      const { waiting } = this;
      this.waiting = [];
      for (const start of waiting) if (!this.request.over) start();
    }
  }

  /** Stops waiting: for what is not essential, or for everything. What is given up together fails in field order. */
  cut(what: 'optional' | 'all'): void {
    const late = [...this.active]
      .filter((entry) => what === 'all' || !entry.essential || entry.stale !== undefined)
      .map((entry) => ({ entry, place: firstPlace(entry.joiners) }))
      .sort((a, b) => comparePlaces(a.place, b.place));
    for (const { entry } of late) {
      if (this.request.over) return;
      if (entry.outcome === undefined) this.giveUp(entry);
    }
  }

  /** Leaves all calls. */
  leaveAll(): void {
    this.waiting = [];
    for (const entry of this.active) this.finish(entry);
    this.active.clear();
  }

  private finish(entry: Entry): void {
    this.active.delete(entry);
    entry.cancelTimer();
    entry.leave();
    entry.leave = noop;
    entry.joiners.clear();
  }

  private settle(entry: Entry, outcome: CallOutcome): void {
    if (entry.outcome !== undefined || !this.active.has(entry)) return;
    entry.outcome = outcome;
    const joiners = outcome.kind === 'failed' ? inFieldOrder(entry.joiners) : [...entry.joiners];
    this.finish(entry);
    for (const { done } of joiners) {
      if (this.request.over) return;
      done(forJoiner(outcome));
    }
  }

  private fail(entry: Entry, failed: Failure): void {
    const { stale } = entry;
    if (stale !== undefined && staleStandsIn.has(failed.firstCode)) {
      this.observe(entry, 'stale');
      this.settle(entry, stale.outcome({ ageMs: stale.ageMs, failure: failed }));
    } else this.settle(entry, { kind: 'failed', failure: failed });
  }

  private giveUp(entry: Entry): void {
    this.fail(entry, timedOut(entry.asked.plan.name));
  }

  private start(entry: Entry, metadata: Metadata): void {
    if (entry.joiners.size === 0) return;
    const { asked } = entry;
    const { cache } = this.shared;
    const { plan } = asked;
    if (plan.cache === undefined || cache === undefined || asked.tags === undefined) {
      this.fetch(entry, metadata, undefined);
      return;
    }
    const key = cacheKey(asked, metadata);
    const cancel = cache.find(key, plan, (found) => {
      this.request.run(() => {
        if (entry.outcome !== undefined || !this.active.has(entry)) return;
        entry.leave = noop;
        if (found.kind === 'fresh') {
          this.observe(entry, found.negative ? 'negative' : 'hit');
          if (found.refresh) this.refresh(entry, metadata, key);
          this.settle(entry, found.outcome);
          return;
        }
        if (found.kind === 'expired') {
          entry.stale = found.call;
          if (!found.refresh) {
            this.observe(entry, 'stale');
            this.settle(entry, found.call.outcome({ ageMs: found.call.ageMs, failure: unasked(plan.name) }));
            return;
          }
        } else this.observe(entry, 'miss');
        this.fetch(entry, metadata, key);
      });
    });
    if (entry.outcome === undefined && !entry.started) entry.leave = cancel;
  }

  private observe({ asked }: Entry, outcome: CacheOutcome): void {
    this.shared.options.observer?.callCache?.({ call: asked.plan.name, outcome });
  }

  private deadlineOf(entry: Entry): { deadlineMs: number; own: boolean } {
    const { budgetMs } = this.request;
    const { plan } = entry.asked;
    const timeout = plan.timeoutMs ?? this.shared.options.upstream(plan.method).timeoutMs;
    const own = timeout === undefined ? Number.POSITIVE_INFINITY : this.now() + timeout;
    // Not the reserve: that is kept by leaving, since something required may still join.
    return { deadlineMs: Math.min(budgetMs, own), own: own < budgetMs };
  }

  private now(): number {
    return this.shared.options.clock.now();
  }

  private fetch(entry: Entry, metadata: Metadata, cacheKeyed: string | undefined): void {
    entry.started = true;
    const { request, shared } = this;
    const { asked } = entry;
    const { plan } = asked;
    const late = !entry.essential || entry.stale !== undefined ? request.reserveMs : request.budgetMs;
    if (this.now() >= late) {
      this.giveUp(entry);
      return;
    }
    const { deadlineMs, own } = this.deadlineOf(entry);
    if (own) {
      const wait = Math.max(0, deadlineMs - this.now());
      entry.cancelTimer = shared.options.timers.set(wait, () => request.run(() => this.giveUp(entry)));
    }
    const landed = (result: ItemResult | FlightResult, joined: boolean, stamp: Stamp | undefined): void =>
      request.run(() => {
        if (joined) {
          if (plan.cache !== undefined) this.observe(entry, 'collapsed');
        } else this.allJoined = false;
        if (cacheKeyed !== undefined)
          shared.cache?.store(cacheKeyed, plan, result, asked.tags ?? [], stamp, entry.stale !== undefined);
        if (entry.outcome !== undefined || !this.active.has(entry)) return;
        entry.leave = noop;
        this.land(entry, result, deadlineMs);
      });
    const headers = { metadata, trace: this.trace() };
    const admission = { deadlineMs, request, admit: () => this.admit() };
    const leave = sendAsked(shared, this.batchesFor(plan), asked, headers, admission, landed);
    if (this.active.has(entry)) entry.leave = leave;
  }

  /** Counts a call that is about to be sent; false where the request fails with it. */
  private admit(): boolean {
    const { request } = this;
    const admission = { granted: false };
    request.run(() => {
      admission.granted = request.admitCall();
    });
    if (admission.granted) this.sent++;
    return admission.granted;
  }

  private batchesFor(plan: CallPlan): Batches {
    if (plan.safety.level === 'safe') return this.shared.batches;
    // Calls with side effects are gathered within their own request only.
    this.own ??= new Batches(this.shared.options.timers, (call, deadlineMs, done) =>
      sendShared(this.shared, call, deadlineMs, done),
    );
    return this.own;
  }

  private land(entry: Entry, result: ItemResult | FlightResult, deadlineMs: number): void {
    const { name } = entry.asked.plan;
    switch (result.kind) {
      case 'reply':
        this.settle(entry, {
          kind: 'reply',
          value: result.message,
          completeness: result.completeness,
          item: undefined,
          stale: undefined,
        });
        return;
      case 'item':
        this.settle(entry, {
          kind: 'reply',
          value: result.value,
          completeness: result.completeness,
          item: { reply: result.reply, index: result.index },
          stale: undefined,
        });
        return;
      case 'missing':
        this.fail(entry, missingItem(name));
        return;
      case 'malformed':
        this.fail(entry, malformedReply(name));
        return;
      case 'status':
        if (isDeadline(result, deadlineMs, this.now())) this.giveUp(entry);
        else this.fail(entry, upstreamFailed(name, result.code, result.message, result.details));
    }
  }

  /** Asks again behind an answer. */
  private refresh({ asked }: Entry, metadata: Metadata, key: string): void {
    const { plan } = asked;
    const { shared } = this;
    const deadlineMs = this.now() + (plan.timeoutMs ?? this.request.timeoutMs);
    const headers = { metadata, trace: this.trace() };
    shared.cache?.behind((ended) =>
      sendAsked(
        shared,
        shared.batches,
        asked,
        headers,
        { deadlineMs, request: shared, admit: () => true },
        (...landed) => {
          const [result, , stamp] = landed;
          shared.cache?.store(key, plan, result, asked.tags ?? [], stamp, true);
          ended();
        },
      ),
    );
  }

  /** The trace context goes along with every call, and is no part of what tells calls apart. */
  private trace(): Metadata {
    return traceKeys.flatMap((key) => {
      const value = this.request.metadata(key);
      return value === undefined ? [] : [[key, value] as const];
    });
  }

  private metadataFor({ forward }: CallPlan): Metadata {
    const metadata: (readonly [string, string])[] = [];
    for (const key of forward) {
      const value = this.request.metadata(key);
      if (value !== undefined) metadata.push([key, value]);
    }
    return metadata;
  }
}

/** Trace context: W3C, and gRPC's binary form. */
const traceKeys = ['traceparent', 'tracestate', 'grpc-trace-bin'];

/** Failures of a refresh that an expired value stands in for. */
export const staleStandsIn: ReadonlySet<number> = new Set([
  statusCode.UNAVAILABLE,
  statusCode.DEADLINE_EXCEEDED,
  statusCode.RESOURCE_EXHAUSTED,
  statusCode.INTERNAL,
  statusCode.UNKNOWN,
]);

function inFieldOrder(joiners: ReadonlySet<Joiner>): readonly Joiner[] {
  if (joiners.size < 2) return [...joiners];
  return [...joiners]
    .map((joiner) => ({ joiner, place: joiner.place() }))
    .sort((a, b) => comparePlaces(a.place, b.place))
    .map(({ joiner }) => joiner);
}

function firstPlace(joiners: ReadonlySet<Joiner>): Place {
  return inFieldOrder(joiners)[0]?.place() ?? [];
}

/** Each joiner gets a failure of its own: it notes where it came first. */
function forJoiner(outcome: CallOutcome): CallOutcome {
  return outcome.kind === 'failed' ? { kind: 'failed', failure: { ...outcome.failure } } : outcome;
}

/** A key without an item: as if the upstream had sent it for that key. */
export function missingItem(call: string): Failure {
  return failure('UPSTREAM_FAILED', statusCode.NOT_FOUND, {
    call,
    text: `${call} has no item for this key`,
    sent: true,
  });
}

/** An expired value is used without asking: asking has failed lately. */
function unasked(call: string): Failure {
  return failure('UPSTREAM_FAILED', statusCode.UNAVAILABLE, { call, text: `${call} failed lately` });
}
