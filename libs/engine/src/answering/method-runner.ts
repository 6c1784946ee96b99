import type { AskingEnd, Lookup, Stamp } from '@tributary/cache';
import type { MethodPlan } from '@tributary/plan';
import { statusCode } from '@tributary/upstream';
import { checkMessage, type MaskTree } from '@tributary/wire';
import { withCompleteness } from '../making/assemble.ts';
import type { BackgroundWork } from '../calling/background-work.ts';
import { completenessBytes, gapReason, type Gap } from '../completeness/completeness.ts';
import type { Answer, CacheOutcome, Cancel, CompositeCall, EngineOptions, Trailer } from '../engine.ts';
import { budgetEnd, Execution, type ExecutionEnd } from '../making/execution.ts';
import { askedPaths, maskMetadata, readMask, wholeAnswer, type MaskReading } from './field-mask.ts';
import { findWithin, patienceFor } from '../calling/find-within.ts';
import { cacheStatus, keptAnswer, keptNotFound, type MethodCache } from './method-cache.ts';
import type { SharedCalls } from '../calling/asked-call.ts';
import { refreshBehind } from '../calling/refresh-behind.ts';
import { decodeStatus, encodeStatus } from '../calling/shared-failure.ts';
import { staleStandsIn } from '../calling/stale-stands-in.ts';
import { RequestEnvironment } from './request-environment.ts';
import { earlier } from '../calling/stamps.ts';
import { invalidRequest, statusAnswer } from '../failure/status-answer.ts';
import { maxGapsBytes } from '../failure/status-bounds.ts';
import { readTags } from '../making/tags.ts';

/** What the runs of all methods share. */
export interface Surroundings {
  readonly options: EngineOptions;
  readonly calls: SharedCalls;
  readonly background: BackgroundWork;
}

/** An answer, and what observers hear of it. */
interface Ending {
  readonly answer: Answer;
  readonly gaps: readonly Gap[];
  readonly cache: CacheOutcome | undefined;
  readonly cacheAgeMs?: number;
}

/** An answer that is to be kept, and the expired one that it is to replace. */
interface Caching {
  readonly cache: MethodCache;
  readonly key: string;
  readonly stale: (Lookup & { kind: 'stale' }) | undefined;
}

/** Callers have a handful of masks; whoever invents them does not fill the memory. */
const masksKept = 200;
/** The longest mask that is kept, in characters. */
const maskKeptLength = 8192;

const noop: Cancel = () => undefined;

/** Answers calls of one method: from its cache, else by running its plan. */
export class MethodRunner {
  private readonly surroundings: Surroundings;
  private readonly plan: MethodPlan;
  private readonly cache: MethodCache | undefined;
  private readonly masks = new Map<string, MaskReading>();

  constructor(surroundings: Surroundings, plan: MethodPlan, cache: MethodCache | undefined) {
    this.surroundings = surroundings;
    this.plan = plan;
    this.cache = plan.cache === undefined ? undefined : cache;
  }

  answer(call: CompositeCall, done: (answer: Answer) => void): Cancel {
    const { clock, observer } = this.surroundings.options;
    const { path } = this.plan;
    const started = clock.now();
    observer?.requestStarted?.(path);
    let over = false;
    const finish = ({ answer, gaps, cache, cacheAgeMs }: Ending): void => {
      if (over) return;
      over = true;
      const code = answer.kind === 'ok' ? 0 : answer.code;
      observer?.requestEnded?.({ path, code, durationMs: clock.now() - started, gaps, cache, cacheAgeMs });
      done(answer);
    };
    const cancel = this.begin(call, finish);
    return () => {
      if (over) return;
      over = true;
      cancel();
      observer?.requestEnded?.({ path, code: 1, durationMs: clock.now() - started, gaps: [], cache: undefined });
    };
  }

  private begin(call: CompositeCall, finish: (ending: Ending) => void): Cancel {
    const { plan } = this;
    const refuse = (answer: Answer): Cancel => {
      finish({ answer, gaps: [], cache: undefined });
      return noop;
    };
    const validity = checkMessage(call.request, plan.request);
    if (validity.kind === 'invalid') {
      return refuse(invalidRequest('', `not a valid ${plan.request.typeName}: ${validity.reason}`));
    }
    const asked = askedPaths(plan, call.request, call.metadata(maskMetadata));
    const reading = this.readMask(asked.paths);
    if (reading.kind === 'unknown-path') {
      return refuse(invalidRequest(asked.from, `"${reading.path}" is no path in ${reading.owner}`));
    }
    const { mask, paths } = reading;
    call.asked?.(paths);
    const startedMs = this.surroundings.options.clock.now();
    if (this.cache === undefined) return this.run(call, mask, startedMs, undefined, finish);
    return this.lookUp(this.cache, call, mask, paths, startedMs, finish);
  }

  /** Masks repeat: those of late are kept, with what is compiled for them. */
  private readMask(paths: readonly string[]): MaskReading {
    if (paths.length === 0) return wholeAnswer;
    const key = JSON.stringify(paths);
    let reading = this.masks.get(key);
    if (reading === undefined) {
      reading = readMask(paths, this.plan.root.shape);
      if (key.length > maskKeptLength) return reading;
      if (this.masks.size >= masksKept) this.masks.clear();
      this.masks.set(key, reading);
    }
    return reading;
  }

  private lookUp(
    cache: MethodCache,
    call: CompositeCall,
    mask: MaskTree,
    paths: readonly string[],
    startedMs: number,
    finish: (ending: Ending) => void,
  ): Cancel {
    const { timers } = this.surroundings.options;
    const key = cache.keyOf(call, paths);
    const patienceMs = patienceFor(budgetEnd(this.plan, call, startedMs) - startedMs);
    let cancel: Cancel = noop;
    const cancelFind = findWithin<Lookup>(
      (found) => cache.find(key, found),
      patienceMs,
      timers,
      (lookup) => {
        switch (lookup.kind) {
          case 'hit':
          case 'revalidate':
            this.giveKept(call, fromCache(lookup), finish);
            if (lookup.kind === 'revalidate' && lookup.refresh) this.refresh(cache, key, call, mask, lookup.delayMs);
            return;
          case 'miss':
            cancel = this.run(call, mask, startedMs, { cache, key, stale: undefined }, finish);
            return;
          case 'stale':
            if (lookup.refresh) cancel = this.run(call, mask, startedMs, { cache, key, stale: lookup }, finish);
            else finish(this.staleEnding(lookup, statusCode.UNAVAILABLE, ''));
            return;
          case 'failed':
            finish(this.failedElsewhere(cache, key, lookup));
        }
      },
    );
    return () => {
      cancelFind();
      cancel();
    };
  }

  /** Gives what the cache has: an answer that is OK invalidates what the method does. */
  private giveKept(call: CompositeCall, ending: Ending, finish: (ending: Ending) => void): void {
    if (ending.answer.kind === 'ok' && this.plan.invalidates.length > 0) this.invalidate(call, () => finish(ending));
    else finish(ending);
  }

  /** Runs the plan; keeps the answer where it may be kept. */
  private run(
    call: CompositeCall,
    mask: MaskTree,
    startedMs: number,
    caching: Caching | undefined,
    finish: (ending: Ending) => void,
  ): Cancel {
    const { plan } = this;
    const { calls } = this.surroundings;
    const asked = caching?.cache.cache.askedAt();
    const stale = caching?.stale;
    let asking = caching !== undefined;
    const askingEnded = (how: AskingEnd): void => {
      if (asking && caching !== undefined) {
        if (stale === undefined) caching.cache.cache.missEnded(caching.key, how);
        else caching.cache.cache.refreshEnded(caching.key, how);
      }
      asking = false;
    };
    const execution = new Execution(calls, plan, call, mask, stale !== undefined, startedMs, (end) => {
      const keep = (): boolean =>
        caching !== undefined && this.keep(caching, call, end, earlier(asked, execution.calls.askedAt));
      if (end.kind === 'failed') {
        keep();
        askingEnded(endOfRun(end));
        const standsIn = stale !== undefined && staleStandsIn.has(end.failure.code);
        if (standsIn) finish(this.staleEnding(stale, end.failure.firstCode, end.failure.call));
        else finish({ answer: statusAnswer(end.failure), gaps: [], cache: caching === undefined ? undefined : 'miss' });
        return;
      }
      // First, so that an answer that invalidates itself is not kept.
      this.invalidate(call, () => {
        const stored = keep();
        askingEnded(endOfRun(end));
        const trailers = gapTrailers(end.gaps);
        if (caching !== undefined) {
          const why = stale === undefined ? 'miss' : 'stale';
          trailers.push(cacheStatus({ kind: 'forwarded', why, stored, collapsed: end.allJoined }));
        }
        finish({
          answer: { kind: 'ok', message: end.message, trailers },
          gaps: end.gaps,
          cache: caching === undefined ? undefined : end.allJoined ? 'collapsed' : 'miss',
        });
      });
    });
    execution.start();
    return () => {
      execution.cancel();
      askingEnded({ kind: 'over' });
    };
  }

  /** Says whether an answer is kept. */
  private keep(
    { cache, key }: Pick<Caching, 'cache' | 'key'>,
    call: CompositeCall,
    end: ExecutionEnd,
    asked: Stamp | undefined,
  ): boolean {
    if (asked === undefined) return false;
    const tags = readTags(this.plan.cache?.tags ?? [], new RequestEnvironment(call));
    if (end.kind === 'failed') {
      cache.keepNotFound(key, statusAnswer(end.failure), tags, asked);
      return false;
    }
    const kept = cache.keep(key, end, tags, asked);
    const wanted = end.gaps.length === 0 || (this.plan.cache?.degradedTtlMs ?? 0) > 0;
    if (!kept && wanted) {
      this.surroundings.options.observer?.cacheRefused?.({ kind: 'answer', method: this.plan.path.slice(1) });
    }
    return kept;
  }

  /** Runs the plan behind an answer, with the method's own budget. */
  private refresh(cache: MethodCache, key: string, call: CompositeCall, mask: MaskTree, delayMs: number): void {
    const { background, calls, options } = this.surroundings;
    const detached: CompositeCall = { ...call, metadata: (name) => call.metadata(name), deadlineMs: undefined };
    const start = (ended: (how: AskingEnd) => void): Cancel => {
      const asked = cache.cache.askedAt();
      const execution = new Execution(calls, this.plan, detached, mask, false, options.clock.now(), (end) => {
        this.keep({ cache, key }, call, end, earlier(asked, execution.calls.askedAt));
        // An answer with gaps does not replace a whole one.
        const hasGaps = end.kind !== 'failed' && end.gaps.length > 0;
        ended(hasGaps ? { kind: 'failed', failure: undefined } : endOfRun(end));
      });
      execution.start();
      return () => execution.cancel();
    };
    refreshBehind(cache.cache, background, key, delayMs, start);
  }

  /** Another replica has run the plan, in vain. */
  private failedElsewhere(cache: MethodCache, key: string, lookup: Lookup & { kind: 'failed' }): Ending {
    const { code, message, details } = decodeStatus(lookup.failure);
    const standsIn = staleStandsIn.has(code);
    const { stale } = lookup;
    if (stale !== undefined) {
      cache.cache.refreshEnded(key, { kind: standsIn ? 'failed' : 'refused', failure: undefined });
      if (standsIn) return this.staleEnding(stale, code, '');
    }
    const answer: Answer = { kind: 'status', code, message, details: details ?? new Uint8Array(), trailers: [] };
    return { answer, gaps: [], cache: 'collapsed' };
  }

  /** The old value stands in, and says so. */
  private staleEnding({ entry, ageMs }: Lookup & { kind: 'stale' }, code: number, call: string): Ending {
    const gaps: Gap[] = [{ path: '', reason: gapReason.STALE, code, call, ageMs }];
    const message = withCompleteness(this.plan.root, keptAnswer(entry.bytes).message, gaps);
    const status = cacheStatus({ kind: 'forwarded', why: 'stale', stored: false, collapsed: false });
    return {
      answer: { kind: 'ok', message, trailers: [...gapTrailers(gaps), status] },
      gaps,
      cache: 'stale',
      cacheAgeMs: ageMs,
    };
  }

  /** Marks what the method invalidates, before its answer goes out. */
  private invalidate(call: CompositeCall, then: () => void): void {
    const { invalidates } = this.plan;
    const { cache } = this.surroundings.options;
    if (invalidates.length === 0 || cache === undefined) {
      then();
      return;
    }
    const tags = invalidates.flatMap((tag) => readTags([tag], new RequestEnvironment(call)) ?? []);
    cache.invalidateEverywhere(tags, then);
  }
}

/** Whether and how others shall hear of it: not of a budget that was this request's own. */
function endOfRun(end: ExecutionEnd): AskingEnd {
  if (end.kind !== 'failed') return { kind: 'over' };
  const { code, reason, timedOut } = end.failure;
  const kind = staleStandsIn.has(code) ? 'failed' : 'refused';
  if (timedOut || reason === 'BUDGET_SPENT' || reason === 'TOO_MANY_CALLS') return { kind, failure: undefined };
  const answer = statusAnswer(end.failure);
  return { kind, failure: encodeStatus(answer.code, answer.message, answer.details) };
}

function fromCache(lookup: Lookup & { kind: 'hit' | 'revalidate' }): Ending {
  if (lookup.entry.kind === 'not-found') {
    return { answer: keptNotFound(lookup.entry.bytes), gaps: [], cache: 'negative', cacheAgeMs: lookup.ageMs };
  }
  const { message, gaps } = keptAnswer(lookup.entry.bytes);
  const trailers = gapTrailers(gaps);
  trailers.push(cacheStatus({ kind: 'hit', ttlMs: lookup.ttlMs }));
  return { answer: { kind: 'ok', message, trailers }, gaps, cache: 'hit', cacheAgeMs: lookup.ageMs };
}

function gapTrailers(gaps: readonly Gap[]): Trailer[] {
  return gaps.length === 0 ? [] : [['tributary-completeness-bin', completenessBytes(gaps, maxGapsBytes)]];
}
