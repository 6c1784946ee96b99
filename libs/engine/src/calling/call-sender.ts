import type { CallPlan } from '@tributary/plan';
import { statusCode, type UpstreamReply } from '@tributary/upstream';
import { checkMessage } from '@tributary/wire';
import type { Cancel, EngineOptions, UpstreamChoice } from '../engine.ts';
import type { CallResult } from './call-cache.ts';
import type { FlightResult } from './flights.ts';
import { backoff, pushbackOf, type Pushback } from './retry-wait.ts';
import { SeenDurations } from './seen-durations.ts';

/** Headers as they are sent. */
export type Metadata = readonly (readonly [string, string])[];

/** A call as it goes out. */
export interface OutgoingCall {
  readonly plan: CallPlan;
  readonly request: Uint8Array;
  /** What is forwarded: part of what tells calls apart. */
  readonly metadata: Metadata;
  /** The trace context. */
  readonly trace: Metadata;
  /** Whether those who asked for it can answer without: it is given up first where there is too much to do. */
  readonly optional: boolean;
}

/** How an attempt ended; `refused`: it was not made, and another would not be either. */
type Ended = (reply: UpstreamReply, refused: boolean) => void;

/**
 * Sends calls: with attempts and a second copy where the composition asks for them and the upstream's budget has them, and
 * a look whether the reply is a valid message of its type.
 */
export class CallSender {
  private readonly options: EngineOptions;
  private readonly durations = new SeenDurations();

  constructor(options: EngineOptions) {
    this.options = options;
  }

  /**
   * Makes a call.
   *
   * @param deadlineMs - absolute; its attempts share it
   * @param done - called at most once, not before this returns, and not after the returned function was called
   */
  send(call: OutgoingCall, deadlineMs: number, done: (result: FlightResult) => void): Cancel {
    const { plan } = call;
    const choice = this.options.upstream(plan.method);
    if (plan.retry === undefined && plan.hedge === undefined) {
      return this.once(choice, call, deadlineMs, true, (reply) => done(read(plan, reply)));
    }
    return this.sendRepeatedly(choice, call, deadlineMs, done);
  }

  private sendRepeatedly(
    choice: UpstreamChoice,
    call: OutgoingCall,
    deadlineMs: number,
    done: (result: FlightResult) => void,
  ): Cancel {
    const { clock, random, timers } = this.options;
    const { plan } = call;
    const { retry, hedge } = plan;
    const running = new Set<Cancel>();
    let attempts = 0;
    let over = false;
    let pushback: Pushback = { kind: 'none' };
    let cancelHedge: Cancel = () => undefined;
    const end = (): void => {
      over = true;
      cancelHedge();
      for (const cancel of running) cancel();
      running.clear();
    };
    const finish = (reply: UpstreamReply): void => {
      end();
      done(read(plan, reply));
    };
    const waitFor = (reply: UpstreamReply & { kind: 'status' }): number | undefined => {
      if (retry === undefined || attempts >= retry.attempts || !retry.codes.includes(reply.code)) return undefined;
      const wait = backoff(pushback, retry.backoffMs, attempts, random);
      return wait === undefined || clock.now() + wait >= deadlineMs ? undefined : wait;
    };
    const attempt = (): void => {
      attempts++;
      const cancel = this.once(choice, call, deadlineMs, attempts === 1, (reply, refused) => {
        if (over) return;
        running.delete(cancel);
        // A copy that was not made takes nothing from the one that was.
        if (refused && running.size > 0) return;
        if (reply.kind === 'ok' || retry?.codes.includes(reply.code) !== true) return finish(reply);
        pushback = pushbackOf(reply, pushback);
        if (running.size > 0) return; // the other copy may still do it
        const wait = refused ? undefined : waitFor(reply);
        if (wait === undefined || !this.mayRepeat(choice, plan.name, 'retry')) return finish(reply);
        cancelHedge();
        running.add(
          timers.set(wait, () => {
            running.clear();
            attempt();
          }),
        );
      });
      running.add(cancel);
    };
    attempt();
    if (hedge !== undefined) {
      const after = hedge.afterMs ?? this.durations.percentile95(plan.name);
      if (after !== undefined && clock.now() + after < deadlineMs) {
        cancelHedge = timers.set(after, () => {
          if (running.size > 0 && this.mayRepeat(choice, plan.name, 'hedge')) attempt();
        });
      }
    }
    return end;
  }

  private mayRepeat({ retryBudget }: UpstreamChoice, call: string, kind: 'retry' | 'hedge'): boolean {
    const made = retryBudget?.spend(this.options.clock.now()) ?? true;
    this.options.observer?.callRepeated?.({ call, kind, made });
    return made;
  }

  private once(choice: UpstreamChoice, call: OutgoingCall, deadlineMs: number, first: boolean, done: Ended): Cancel {
    const { upstream, gate, retryBudget } = choice;
    const { plan, request, metadata: forwarded, trace, optional } = call;
    const { clock, observer, timers } = this.options;
    const started = clock.now();
    const entered = gate?.enter(started, optional);
    if (entered !== undefined && 'kind' in entered) return soon(timers, () => done(entered, true));
    if (first) retryBudget?.called(started);
    const metadata = joined(forwarded, trace);
    let open = true;
    const cancel = upstream.call({ path: plan.path, request, metadata, deadlineMs }, (reply) => {
      open = false;
      const now = clock.now();
      const durationMs = now - started;
      const code = reply.kind === 'ok' ? 0 : reply.code;
      if (entered !== undefined) gate?.ended(entered, reply, now);
      if (plan.hedge !== undefined && reply.kind === 'ok') this.durations.note(plan.name, durationMs);
      observer?.upstreamEnded?.({ call: plan.name, code, durationMs });
      done(reply, false);
    });
    if (entered === undefined) return cancel;
    return () => {
      if (!open) return;
      open = false;
      gate?.left(entered, deadlineMs, clock.now());
      cancel();
    };
  }
}

function joined(forwarded: Metadata, trace: Metadata): Metadata {
  if (trace.length === 0) return forwarded;
  return forwarded.length === 0 ? trace : [...forwarded, ...trace];
}

/** Runs something when whoever asked has returned, unless it is taken back. */
function soon(timers: EngineOptions['timers'], run: () => void): Cancel {
  const state = { wanted: true };
  timers.endOfTurn(() => {
    if (state.wanted) run();
  });
  return () => {
    state.wanted = false;
  };
}

function read(plan: CallPlan, reply: UpstreamReply): FlightResult {
  if (reply.kind === 'status') {
    const { code, message, details } = reply;
    return { kind: 'status', code, message, details };
  }
  if (checkMessage(reply.message, plan.reply).kind === 'invalid') return { kind: 'malformed' };
  const completeness = reply.trailers.get('tributary-completeness-bin');
  return {
    kind: 'reply',
    message: reply.message,
    completeness: completeness === undefined ? undefined : Buffer.from(completeness, 'base64'),
  };
}

/** Whether a status is the deadline's: the upstream keeps it too, and may be a moment faster. */
export function isDeadline(result: CallResult, deadlineMs: number, now: number): boolean {
  return result.kind === 'status' && result.code === statusCode.DEADLINE_EXCEEDED && now >= deadlineMs - 5;
}
