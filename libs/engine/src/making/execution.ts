import { reserveMsOf, type MethodPlan, type SlotPlan } from '@tributary/plan';
import { statusCode } from '@tributary/upstream';
import { Writer, type MaskTree } from '@tributary/wire';
import type { CallingRequest, SharedCalls } from '../calling/asked-call.ts';
import { writeFrame } from './assemble.ts';
import type { Gap } from '../completeness/completeness.ts';
import type { Cancel, CompositeCall } from '../engine.ts';
import { expressionFailed, failure, type Failure } from '../failure/failure.ts';
import { Frame } from './frame.ts';
import { gapsOf } from './gaps.ts';
import { slotsRead } from './masks.ts';
import { RequestCalls } from '../calling/request-calls.ts';

/** What running a plan gave. */
export type ExecutionEnd =
  | { readonly kind: 'made'; readonly message: Uint8Array; readonly gaps: readonly Gap[]; readonly allJoined: boolean }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** When the budget of a request ends: the shorter of the caller's deadline and the method's timeout. */
export function budgetEnd({ timeoutMs }: MethodPlan, { deadlineMs }: CompositeCall, startedMs: number): number {
  return Math.min(deadlineMs ?? Number.POSITIVE_INFINITY, startedMs + timeoutMs);
}

/** One run of a method's plan. */
export class Execution implements CallingRequest {
  readonly plan: MethodPlan;
  readonly request: Uint8Array;
  readonly calls: RequestCalls;
  readonly budgetMs: number;
  readonly reserveMs: number;
  over = false;
  /** A slot has failed, or there is something to tell of one: without that nobody looks for gaps. */
  mayHaveGaps = false;

  private readonly call: CompositeCall;
  private readonly shared: SharedCalls;
  private readonly ended: (end: ExecutionEnd) => void;
  private readonly owners = new Map<SlotPlan, object>();
  private readonly timers: Cancel[] = [];
  private callsMade = 0;
  private depth = 0;
  private readonly mask: MaskTree;
  /** An expired answer can stand in, so nothing is worth the reserve. */
  private readonly dispensable: boolean;

  /** @param startedMs - when the request came: its budget began then. */
  constructor(
    shared: SharedCalls,
    plan: MethodPlan,
    call: CompositeCall,
    mask: MaskTree,
    dispensable: boolean,
    startedMs: number,
    ended: (end: ExecutionEnd) => void,
  ) {
    this.shared = shared;
    this.plan = plan;
    this.call = call;
    this.request = call.request;
    this.mask = mask;
    this.dispensable = dispensable;
    this.ended = ended;
    this.budgetMs = budgetEnd(plan, call, startedMs);
    const budget = Math.max(0, this.budgetMs - startedMs);
    this.reserveMs = this.budgetMs - reserveMsOf(budget);
    this.calls = new RequestCalls(shared, this);
  }

  /** See {@link CallingRequest.timeoutMs}. */
  get timeoutMs(): number {
    return this.plan.timeoutMs;
  }

  start(): void {
    const { timers, clock } = this.shared.options;
    const now = clock.now();
    this.timers.push(
      timers.set(Math.max(0, this.reserveMs - now), () => this.run(() => this.calls.cut('optional'))),
      timers.set(Math.max(0, this.budgetMs - now), () => this.run(() => this.spendBudget())),
    );
    this.run(() => {
      const masks = { evaluated: this.mask, written: this.mask, read: slotsRead(this.plan, this.mask) };
      const root: Frame = new Frame(this, this.plan.root, undefined, undefined, !this.dispensable, masks, (end) => {
        if (end.kind === 'failed') this.end({ kind: 'failed', failure: end.failure });
        else this.answer(root);
      });
      root.start();
    });
  }

  /** Everything ends; nobody hears of it. */
  cancel(): void {
    this.over = true;
    this.release();
  }

  metadata(key: string): string | undefined {
    return this.call.metadata(key);
  }

  admitCall(): boolean {
    if (++this.callsMade <= this.plan.maxCalls) return true;
    const text = `more than ${this.plan.maxCalls} calls`;
    this.end({ kind: 'failed', failure: failure('TOO_MANY_CALLS', statusCode.RESOURCE_EXHAUSTED, { text, path: '' }) });
    return false;
  }

  /** Messages inside themselves have no end, or too late a one: the request fails at once. */
  nestsTooDeep(at: string, maxDepth: number): void {
    this.expressionFailed(at, `messages nest deeper than ${maxDepth}`);
    this.end({ kind: 'failed', failure: { ...expressionFailed(), path: at } });
  }

  run(step: () => void): void {
    if (this.over) return;
    this.depth++;
    step();
    // What the outermost step asked for goes out; flushing does nothing where the request is over by now.
    if (this.depth === 1) this.calls.flush();
    this.depth--;
  }

  expressionFailed(at: string, cause: string): void {
    this.shared.options.observer?.expressionFailed?.({ path: this.plan.path, at, cause });
  }

  /** One object for each slot of this request. */
  ownerOf(slot: SlotPlan): object {
    let owner = this.owners.get(slot);
    if (owner === undefined) this.owners.set(slot, (owner = { slot }));
    return owner;
  }

  /** Nothing is waited for any more. */
  private spendBudget(): void {
    this.calls.cut('all');
    if (this.over) return;
    const text = 'the budget of the request is spent';
    this.end({
      kind: 'failed',
      failure: failure('BUDGET_SPENT', statusCode.DEADLINE_EXCEEDED, { text, path: '', timedOut: true }),
    });
  }

  private answer(root: Frame): void {
    const gaps = gapsOf(root);
    const writer = new Writer(512);
    writeFrame(root, writer, this.mask);
    const allJoined = this.calls.sent > 0 && this.calls.allJoined;
    this.end({ kind: 'made', message: writer.finishPooled(), gaps, allJoined });
  }

  private end(end: ExecutionEnd): void {
    if (this.over) return;
    this.over = true;
    this.release();
    this.ended(end);
  }

  private release(): void {
    for (const cancel of this.timers) cancel();
    this.calls.leaveAll();
  }
}
