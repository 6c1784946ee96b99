import type { CallPlan } from '@tributary/plan';
import { statusCode, type UpstreamReply } from '@tributary/upstream';
import { checkMessage } from '@tributary/wire';
import type { Cancel, EngineOptions } from '../engine.ts';
import type { FlightResult } from './flights.ts';

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
}

/** The longest wait before another attempt. */
const maxBackoffMs = 5000;
/** How many of the latest durations of a method tell when to hedge. */
const durationsKept = 200;
/** Before that many calls of a method nobody knows its 95th percentile. */
const durationsNeeded = 20;

/**
 * Sends calls: with attempts and a second copy where the composition asks for them, and a look whether the reply is a
 * valid message of its type.
 */
export class CallSender {
  private readonly options: EngineOptions;
  private readonly durations = new Map<string, number[]>();

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
    const { clock, random, timers } = this.options;
    const { retry, hedge } = call.plan;
    const running = new Set<Cancel>();
    let attempts = 0;
    let over = false;
    let hedged = false;
    let cancelHedge: Cancel = () => undefined;
    const end = (): void => {
      over = true;
      cancelHedge();
      for (const cancel of running) cancel();
      running.clear();
    };
    const attempt = (): void => {
      attempts++;
      const cancel = this.once(call, deadlineMs, (reply) => {
        if (over) return;
        running.delete(cancel);
        if (reply.kind === 'ok' || !this.isWorthRetry(call, reply)) {
          end();
          done(this.read(call, reply));
          return;
        }
        if (running.size > 0) return; // the other copy may still do it
        const wait = retry === undefined ? undefined : backoff(reply, retry.backoffMs, attempts, random);
        if (
          retry === undefined ||
          wait === undefined ||
          attempts >= retry.attempts ||
          clock.now() + wait >= deadlineMs
        ) {
          end();
          done(this.read(call, reply));
          return;
        }
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
      const after = hedge.afterMs ?? this.percentile(call.plan.name);
      if (after !== undefined && clock.now() + after < deadlineMs) {
        cancelHedge = timers.set(after, () => {
          if (over || hedged || running.size === 0) return;
          hedged = true;
          attempt();
        });
      }
    }
    return end;
  }

  private once(
    { plan, request, metadata: forwarded, trace }: OutgoingCall,
    deadlineMs: number,
    done: (reply: UpstreamReply) => void,
  ): Cancel {
    const { clock, observer } = this.options;
    const { upstream } = this.options.upstream(plan.method);
    const started = clock.now();
    const metadata = trace.length === 0 ? forwarded : [...forwarded, ...trace];
    return upstream.call({ path: plan.path, request, metadata, deadlineMs }, (reply) => {
      const durationMs = clock.now() - started;
      const code = reply.kind === 'ok' ? 0 : reply.code;
      if (plan.hedge !== undefined && reply.kind === 'ok') this.note(plan.name, durationMs);
      observer?.upstreamEnded?.({ call: plan.name, code, durationMs });
      done(reply);
    });
  }

  private isWorthRetry({ plan }: OutgoingCall, reply: UpstreamReply & { kind: 'status' }): boolean {
    return plan.retry !== undefined && plan.retry.codes.includes(reply.code);
  }

  private read({ plan }: OutgoingCall, reply: UpstreamReply): FlightResult {
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

  private note(name: string, durationMs: number): void {
    let list = this.durations.get(name);
    if (list === undefined) this.durations.set(name, (list = []));
    list.push(durationMs);
    if (list.length > durationsKept) list.shift();
  }

  private percentile(name: string): number | undefined {
    const list = this.durations.get(name);
    if (list === undefined || list.length < durationsNeeded) return undefined;
    const sorted = [...list].sort((a, b) => a - b);
    return Math.max(1, sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 1);
  }
}

/**
 * The wait before the next attempt: full jitter over a doubling time, or what the server asks for.
 *
 * @returns undefined where the server asks not to try again (gRFC A6)
 */
function backoff(
  reply: UpstreamReply & { kind: 'status' },
  firstMs: number,
  attempts: number,
  random: () => number,
): number | undefined {
  const pushback = reply.trailers.get('grpc-retry-pushback-ms');
  if (pushback !== undefined) {
    const asked = /^\d+$/.test(pushback) ? Number(pushback) : Number.NaN;
    return Number.isNaN(asked) ? undefined : asked;
  }
  return random() * Math.min(maxBackoffMs, firstMs * 2 ** (attempts - 1));
}

/** Whether a status is the deadline's: the upstream keeps it too, and may be a moment faster. */
export function isDeadline(result: FlightResult, deadlineMs: number, now: number): boolean {
  return result.kind === 'status' && result.code === statusCode.DEADLINE_EXCEEDED && now >= deadlineMs - 5;
}
