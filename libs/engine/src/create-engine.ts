import { statusCode } from '@tributary/upstream';
import { BackgroundWork } from './calling/background-work.ts';
import { Batches } from './calling/batches.ts';
import { CallCache } from './calling/call-cache.ts';
import { CallSender } from './calling/call-sender.ts';
import type { Answer, Cancel, CompositeCall, Engine, EngineOptions } from './engine.ts';
import { Flights } from './calling/flights.ts';
import { MethodCache } from './answering/method-cache.ts';
import { MethodRunner } from './answering/method-runner.ts';
import type { SharedCalls } from './calling/asked-call.ts';
import { sendGathered } from './calling/send-shared.ts';

/** Makes an engine that runs these plans. */
export function createEngine(options: EngineOptions): Engine {
  const { cache, clock, plans, timers } = options;
  const background = new BackgroundWork(timers);
  const sender = new CallSender(options);
  const flights = new Flights(
    () => clock.now(),
    () => cache?.askedAt(),
  );
  const calls: SharedCalls = {
    options,
    sender,
    flights,
    batches: new Batches(timers, (call, deadlineMs, done) => sendGathered(calls, call, deadlineMs, done)),
    cache: cache === undefined ? undefined : new CallCache(cache, background),
  };
  const runners = new Map(
    plans.map((plan) => {
      const methodCache = cache === undefined ? undefined : new MethodCache(cache, plan);
      return [plan.path, new MethodRunner({ options, calls, background }, plan, methodCache)];
    }),
  );
  return {
    execute(call: CompositeCall, done: (answer: Answer) => void): Cancel {
      const runner = runners.get(call.path);
      if (runner !== undefined) return runner.answer(call, done);
      const message = `${call.path.slice(1)} is not a composite method`;
      done({ kind: 'status', code: statusCode.UNIMPLEMENTED, message, details: new Uint8Array(), trailers: [] });
      return () => undefined;
    },
    idle: () => background.idle(),
    close: () => {
      background.cancelAll();
      return Promise.resolve();
    },
  };
}
