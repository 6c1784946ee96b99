import type { Stamp } from '@tributary/cache';
import { keyIdentity, type CallPlan } from '@tributary/plan';
import type { RawValue } from '@tributary/wire';
import type { Asked, CallingRequest, CallOutcome, SharedCalls } from './asked-call.ts';
import { Batches, type KeyAsker } from './batches.ts';
import type { CallResult, FoundCall, Keeping, RefreshBehind } from './call-cache.ts';
import { Entry, firstPlace, forJoiner, inFieldOrder, isCuttable, type EntryOwner, type Joiner } from './call-entry.ts';
import { cacheKey } from './call-keys.ts';
import { CallLookups } from './call-lookups.ts';
import { isDeadline } from './call-sender.ts';
import type { CacheOutcome, Cancel } from '../engine.ts';
import { timedOut, type Failure } from '../failure/failure.ts';
import { patienceFor } from './find-within.ts';
import { comparePlaces } from '../place.ts';
import { CallPreparation, type PreparedCall } from './prepared-call.ts';
import { sendAsked, sendGathered } from './send-shared.ts';
import { endOf } from './shared-failure.ts';
import { staleStandsIn } from './stale-stands-in.ts';
import { earlier } from './stamps.ts';
import { malformedReply, missingItem, unasked, upstreamFailed } from '../failure/upstream-failure.ts';

const noop: Cancel = () => undefined;

/** The calls of one request: equal ones are made once. */
export class RequestCalls implements EntryOwner {
  readonly request: CallingRequest;
  private readonly shared: SharedCalls;
  private readonly preparation: CallPreparation;
  /** By what tells the call from others; of a batch so for each of its calls, by key. */
  private readonly entries = new Map<string, Entry>();
  private readonly keys = new Map<string, Map<string, Entry>>();
  private readonly all: Entry[] = [];
  private readonly lookups: CallLookups | undefined;
  private waiting: Entry[] = [];
  /** What is not waited for any more. The timer decides, which may be a little ahead of the clock. */
  private givenUp: 'nothing' | 'optional' | 'all' = 'nothing';
  private own: Batches | undefined;
  /** Whether all calls that went out were joined ones. */
  allJoined = true;
  sent = 0;
  /** When the first of the calls was made whose replies came in: joined ones may be older than the request. */
  askedAt: Stamp | undefined;

  constructor(shared: SharedCalls, request: CallingRequest) {
    this.shared = shared;
    this.request = request;
    this.preparation = new CallPreparation((key) => request.metadata(key));
    this.lookups = shared.cache === undefined ? undefined : new CallLookups(shared.cache, shared.options.timers);
  }

  /**
   * Asks for a call.
   *
   * @returns what it waits for, for {@link leave}; undefined where the outcome was there
   */
  ask(asked: Asked): Entry | undefined {
    const { key } = asked;
    const prepared = this.preparation.prepare(asked.plan, asked.request, key);
    const identity = key === undefined ? prepared.key : keyIdentity(key);
    const entries = this.entriesOf(prepared, key);
    const entry = entries.get(identity);
    if (entry === undefined) {
      const made = new Entry(this, asked, prepared, identity);
      entries.set(identity, made);
      this.all.push(made);
      // Sent when this step is through: until then the request may fail, or an essential asker may join.
      this.waiting.push(made);
      return made;
    }
    if (entry.outcome !== undefined) {
      asked.done(forJoiner(entry.outcome));
      return undefined;
    }
    entry.join(asked);
    return entry;
  }

  private entriesOf(prepared: PreparedCall, key: RawValue | undefined): Map<string, Entry> {
    if (key === undefined) return this.entries;
    let entries = this.keys.get(prepared.key);
    if (entries === undefined) this.keys.set(prepared.key, (entries = new Map<string, Entry>()));
    return entries;
  }

  /** Somebody does not wait for a call any more; the last one ends it, but not one with side effects that has been sent. */
  leave(entry: Entry, joiner: Joiner): void {
    if (!entry.part(joiner) || entry.outcome !== undefined) return;
    // It may have done its work: an equal call that is asked for later is this one, and not a second.
    const { plan, key } = entry.asked;
    if (plan.safety.level !== 'safe' && key === undefined && entry.leave !== noop) return;
    this.entriesOf(entry.prepared, entry.asked.key).delete(entry.identity);
    this.finish(entry);
  }

  /** Sends what was asked for in this step. */
  flush(): void {
    while (this.waiting.length > 0) {
      const { waiting } = this;
      this.waiting = [];
      for (const entry of waiting) if (!this.request.over) this.start(entry);
    }
  }

  /** Stops waiting: for what is not essential, or for everything. What is given up together fails in field order. */
  cut(what: 'optional' | 'all'): void {
    this.givenUp = what;
    const late = this.all
      .filter((entry) => entry.active && (what === 'all' || isCuttable(entry)))
      .map((entry) => ({ entry, place: firstPlace(entry.joiners()) }))
      .sort((a, b) => comparePlaces(a.place, b.place));
    for (const { entry } of late) {
      if (this.request.over) return;
      if (entry.outcome === undefined) this.giveUp(entry);
    }
  }

  /** Leaves all calls. */
  leaveAll(): void {
    this.waiting = [];
    for (const entry of this.all) if (entry.active) this.finish(entry);
  }

  private finish(entry: Entry): void {
    entry.active = false;
    entry.cancelTimer();
    entry.leave();
    entry.leave = noop;
    entry.forgetJoiners();
    this.endLookup(entry);
  }

  private settle(entry: Entry, outcome: CallOutcome): void {
    if (!entry.active) return;
    entry.outcome = outcome;
    const joiners = outcome.kind === 'failed' ? inFieldOrder(entry.joiners()) : entry.joiners();
    this.finish(entry);
    for (const joiner of joiners) {
      if (this.request.over) return;
      joiner.done(forJoiner(outcome));
    }
  }

  private fail(entry: Entry, failed: Failure): void {
    const stale = entry.cached?.stale;
    if (stale !== undefined && staleStandsIn.has(failed.firstCode)) {
      this.observe(entry, 'stale', stale.ageMs);
      this.settle(entry, stale.outcome({ ageMs: stale.ageMs, failure: failed }));
    } else this.settle(entry, { kind: 'failed', failure: failed });
  }

  private giveUp(entry: Entry): void {
    if (entry.cached !== undefined) entry.cached.end = { kind: 'failed', failure: undefined };
    this.fail(entry, timedOut(entry.asked.plan.name));
  }

  private start(entry: Entry): void {
    if (!entry.active) return;
    entry.startedMs = this.now();
    const { asked, prepared } = entry;
    const { plan, tags } = asked;
    if (plan.cache === undefined || this.lookups === undefined || tags === undefined) this.fetch(entry);
    else this.lookUp(entry, cacheKey(asked, prepared.metadata, tags), this.lookups);
  }

  private lookUp(entry: Entry, key: string, lookups: CallLookups): void {
    entry.cached = { key, stale: undefined, asking: undefined, end: { kind: 'over' }, pending: 'miss' };
    const patienceMs = patienceFor(this.endOf(entry) - entry.startedMs);
    const state = { answered: false };
    const cancel = lookups.find({ call: entry.prepared, key, patienceMs }, (found) => {
      state.answered = true;
      if (this.request.over || !entry.active) {
        this.shared.cache?.forget(key, found);
        return;
      }
      entry.leave = noop;
      this.request.run(() => this.found(entry, key, found));
    });
    if (!state.answered) entry.leave = cancel;
  }

  private found(entry: Entry, key: string, found: FoundCall): void {
    const { cached } = entry;
    if (cached === undefined) return;
    switch (found.kind) {
      case 'miss':
        cached.asking = 'miss';
        this.fetch(entry);
        return;
      case 'fresh':
        this.observe(entry, found.negative ? 'negative' : 'hit', found.ageMs);
        if (found.refresh !== undefined) this.refresh(entry, key, found.refresh);
        this.settle(entry, found.outcome);
        return;
      case 'expired': {
        const { call, refresh } = found;
        if (refresh === undefined) {
          const failed = unasked(entry.asked.plan.name);
          this.observe(entry, 'stale', call.ageMs);
          this.settle(entry, call.outcome({ ageMs: call.ageMs, failure: failed }));
          return;
        }
        cached.stale = call;
        cached.asking = 'refresh';
        this.fetch(entry);
        return;
      }
      case 'failed':
        cached.stale = found.stale;
        if (found.stale !== undefined) cached.asking = 'refresh';
        cached.end = endOf(found.result, false);
        cached.pending = 'collapsed';
        this.land(entry, found.result, Number.POSITIVE_INFINITY);
    }
  }

  /** Whatever a lookup has begun is over. */
  private endLookup(entry: Entry): void {
    const { cached } = entry;
    if (cached === undefined) return;
    if (cached.pending !== undefined) this.observe(entry, cached.pending, undefined);
    const { asking, end, key } = cached;
    cached.asking = undefined;
    if (asking === 'miss') this.shared.cache?.missEnded(key, end);
    else if (asking === 'refresh') this.shared.cache?.refreshEnded(key, end);
  }

  /** Told once for each lookup. */
  private observe({ asked, cached }: Entry, outcome: CacheOutcome, ageMs: number | undefined): void {
    if (cached !== undefined) cached.pending = undefined;
    this.shared.options.observer?.callCache?.({ call: asked.plan.name, outcome, ageMs });
  }

  /** When nobody waits for it any more, as far as is known. */
  private endOf(entry: Entry): number {
    return Math.min(entry.startedMs + this.timeoutOf(entry.asked.plan), this.latestOf(entry));
  }

  private isGivenUp(entry: Entry): boolean {
    return this.givenUp === 'all' || (this.givenUp === 'optional' && isCuttable(entry));
  }

  private latestOf(entry: Entry): number {
    return isCuttable(entry) ? this.request.reserveMs : this.request.budgetMs;
  }

  private timeoutOf({ method, timeoutMs }: CallPlan): number {
    return timeoutMs ?? this.shared.options.upstream(method).timeoutMs ?? Number.POSITIVE_INFINITY;
  }

  private now(): number {
    return this.shared.options.clock.now();
  }

  private fetch(entry: Entry): void {
    const { request, shared } = this;
    const { asked } = entry;
    const now = this.now();
    const own = entry.startedMs + this.timeoutOf(asked.plan);
    // Not the reserve: that is kept by leaving, since something required may still join.
    const deadlineMs = Math.min(request.budgetMs, own);
    if (this.isGivenUp(entry) || now >= Math.min(this.latestOf(entry), deadlineMs)) {
      this.giveUp(entry);
      return;
    }
    if (own < request.budgetMs) {
      const wait = Math.max(0, deadlineMs - now);
      entry.cancelTimer = shared.options.timers.set(wait, () => request.run(() => this.giveUp(entry)));
    }
    entry.deadlineMs = deadlineMs;
    entry.optional = isCuttable(entry);
    const leave = sendAsked(shared, this.batchesFor(asked.plan), entry.prepared, asked.key, entry);
    if (entry.active) entry.leave = leave;
  }

  /** See {@link EntryOwner.landed}. */
  landed(entry: Entry, result: CallResult, joined: boolean, stamp: Stamp | undefined): void {
    this.request.run(() => {
      if (!joined) this.allJoined = false;
      this.askedAt = earlier(this.askedAt, stamp);
      const { cached, deadlineMs } = entry;
      if (cached !== undefined) {
        if (joined) cached.pending = 'collapsed';
        cached.end = endOf(result, isDeadline(result, deadlineMs, this.now()));
        this.keep(cached.key, entry.asked, result, stamp);
      }
      if (!entry.active) return;
      entry.leave = noop;
      this.land(entry, result, deadlineMs);
    });
  }

  private keep(key: string, { plan, tags }: Asked, result: CallResult, stamp: Stamp | undefined): Keeping {
    const { cache, options } = this.shared;
    if (cache === undefined || tags === undefined) return 'done';
    const keeping = cache.store(key, plan, result, tags, stamp);
    if (keeping !== 'done') options.observer?.cacheRefused?.({ kind: 'reply', method: plan.name });
    return keeping;
  }

  /** Counts a call that is about to be sent; false where the request fails with it. */
  admit(): boolean {
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
      sendGathered(this.shared, call, deadlineMs, done),
    );
    return this.own;
  }

  private land(entry: Entry, result: CallResult, deadlineMs: number): void {
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
  private refresh({ asked, identity, prepared }: Entry, key: string, behind: RefreshBehind): void {
    const { shared } = this;
    const timeoutMs = Math.min(this.timeoutOf(asked.plan), this.request.timeoutMs);
    shared.cache?.refreshBehind(key, behind, (ended) => {
      const deadlineMs = this.now() + timeoutMs;
      const asker: KeyAsker = {
        identity,
        owner: asked.owner,
        position: asked.position,
        place: () => asked.place(),
        deadlineMs,
        optional: true,
        request: shared,
        admit: () => true,
        done: (result, _joined, stamp) => {
          cancelTimer();
          const keeping = this.keep(key, asked, result, stamp);
          const end = endOf(result, isDeadline(result, deadlineMs, this.now()));
          // A reply with gaps of its own is no better than none.
          ended(keeping === 'has-gaps' ? { kind: 'failed', failure: undefined } : end);
        },
      };
      const leave = sendAsked(shared, shared.batches, prepared, asked.key, asker);
      // A call that it joined may have longer.
      const cancelTimer = shared.options.timers.set(timeoutMs, () => {
        leave();
        ended({ kind: 'failed', failure: undefined });
      });
      return () => {
        cancelTimer();
        leave();
      };
    });
  }
}
