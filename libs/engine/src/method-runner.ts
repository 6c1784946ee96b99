import type { Lookup, Stamp } from '@tributary/cache';
import type { MethodPlan } from '@tributary/plan';
import { statusCode } from '@tributary/upstream';
import { checkMessage, type MaskTree } from '@tributary/wire';
import { withCompleteness } from './assemble.ts';
import type { BackgroundWork } from './background-work.ts';
import { completenessBytes, gapReason, type Gap } from './completeness.ts';
import type { Answer, CacheOutcome, Cancel, CompositeCall, EngineOptions, Trailer } from './engine.ts';
import { Execution, type ExecutionEnd } from './execution.ts';
import { askedPaths, maskMetadata, readMask, wholeAnswer, type MaskReading } from './field-mask.ts';
import { cacheStatus, keptAnswer, keptNotFound, type MethodCache } from './method-cache.ts';
import { staleStandsIn, type SharedCalls } from './request-calls.ts';
import { RequestEnvironment } from './request-environment.ts';
import { invalidRequest, statusAnswer } from './status-answer.ts';
import { readTags } from './tags.ts';

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
}

/** Callers have a handful of masks; whoever invents them does not fill the memory. */
const masksKept = 200;

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
    const finish = ({ answer, gaps, cache }: Ending): void => {
      if (over) return;
      over = true;
      const code = answer.kind === 'ok' ? 0 : answer.code;
      observer?.requestEnded?.({ path, code, durationMs: clock.now() - started, gaps, cache });
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
    if (this.cache === undefined) return this.run(call, mask, undefined, finish);
    return this.lookUp(this.cache, call, mask, paths, finish);
  }

  /** Masks repeat: those of late are kept, with what is compiled for them. */
  private readMask(paths: readonly string[]): MaskReading {
    if (paths.length === 0) return wholeAnswer;
    const key = JSON.stringify(paths);
    let reading = this.masks.get(key);
    if (reading === undefined) {
      reading = readMask(paths, this.plan.root.shape);
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
    finish: (ending: Ending) => void,
  ): Cancel {
    const key = cache.keyOf(call, paths);
    let cancel: Cancel = noop;
    let left = false;
    const cancelFind = cache.find(key, (lookup) => {
      if (left) return;
      switch (lookup.kind) {
        case 'hit':
        case 'revalidate':
          finish(fromCache(lookup));
          if (lookup.kind === 'revalidate' && lookup.refresh) this.refresh(cache, key, call, mask);
          return;
        case 'miss':
          cancel = this.run(call, mask, { cache, key, stale: undefined }, finish);
          return;
        case 'stale':
          if (lookup.refresh) cancel = this.run(call, mask, { cache, key, stale: lookup }, finish);
          else finish(this.staleEnding(lookup, statusCode.UNAVAILABLE, ''));
      }
    });
    return () => {
      left = true;
      cancelFind();
      cancel();
    };
  }

  /** Runs the plan; keeps the answer where it may be kept. */
  private run(
    call: CompositeCall,
    mask: MaskTree,
    caching: { cache: MethodCache; key: string; stale: (Lookup & { kind: 'stale' }) | undefined } | undefined,
    finish: (ending: Ending) => void,
  ): Cancel {
    const { plan } = this;
    const asked = caching?.cache.cache.askedAt();
    const stale = caching?.stale;
    const execution = new Execution(this.surroundings.calls, plan, call, mask, stale !== undefined, (end) => {
      const stored = caching !== undefined && asked !== undefined && this.keep(caching, call, end, asked);
      if (caching !== undefined && stale !== undefined) caching.cache.cache.refreshEnded(caching.key);
      if (end.kind === 'failed') {
        const standsIn = stale !== undefined && staleStandsIn.has(end.failure.code);
        if (standsIn) finish(this.staleEnding(stale, end.failure.firstCode, end.failure.call));
        else finish({ answer: statusAnswer(end.failure), gaps: [], cache: caching === undefined ? undefined : 'miss' });
        return;
      }
      const trailers = gapTrailers(end.gaps);
      if (caching !== undefined) {
        const why = stale === undefined ? 'miss' : 'stale';
        trailers.push(cacheStatus({ kind: 'forwarded', why, stored, collapsed: end.allJoined }));
      }
      this.invalidate(call, () => {
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
      if (caching !== undefined && stale !== undefined) caching.cache.cache.refreshEnded(caching.key);
    };
  }

  private keep(
    { cache, key }: { cache: MethodCache; key: string },
    call: CompositeCall,
    end: ExecutionEnd,
    asked: Stamp,
  ): boolean {
    const tags = readTags(this.plan.cache?.tags ?? [], new RequestEnvironment(call));
    if (end.kind === 'made') return cache.keep(key, end, tags, asked);
    cache.keepNotFound(key, statusAnswer(end.failure), tags, asked);
    return false;
  }

  /** Runs the plan behind an answer, with the method's own budget. */
  private refresh(cache: MethodCache, key: string, call: CompositeCall, mask: MaskTree): void {
    const { background, calls } = this.surroundings;
    const asked = cache.cache.askedAt();
    const detached: CompositeCall = { ...call, metadata: (name) => call.metadata(name), deadlineMs: undefined };
    background.start((ended) => {
      const execution = new Execution(calls, this.plan, detached, mask, false, (end) => {
        this.keep({ cache, key }, call, end, asked);
        cache.cache.refreshEnded(key);
        ended();
      });
      execution.start();
      return () => {
        execution.cancel();
        cache.cache.refreshEnded(key);
      };
    });
  }

  /** The old value stands in, and says so. */
  private staleEnding({ entry, ageMs }: Lookup & { kind: 'stale' }, code: number, call: string): Ending {
    const gaps: Gap[] = [{ path: '', reason: gapReason.STALE, code, call, ageMs }];
    const message = withCompleteness(this.plan.root, keptAnswer(entry.bytes).message, gaps);
    const status = cacheStatus({ kind: 'forwarded', why: 'stale', stored: false, collapsed: false });
    return { answer: { kind: 'ok', message, trailers: [...gapTrailers(gaps), status] }, gaps, cache: 'stale' };
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

function fromCache(lookup: Lookup & { kind: 'hit' | 'revalidate' }): Ending {
  if (lookup.entry.kind === 'not-found') {
    return { answer: keptNotFound(lookup.entry.bytes), gaps: [], cache: 'negative' };
  }
  const { message, gaps } = keptAnswer(lookup.entry.bytes);
  const trailers = [...gapTrailers(gaps), cacheStatus({ kind: 'hit', ttlMs: lookup.ttlMs })];
  return { answer: { kind: 'ok', message, trailers }, gaps, cache: 'hit' };
}

function gapTrailers(gaps: readonly Gap[]): Trailer[] {
  return gaps.length === 0 ? [] : [['tributary-completeness-bin', completenessBytes(gaps)]];
}
