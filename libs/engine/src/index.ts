/**
 * Runs a plan for one request.
 *
 * Terms
 * - **execution**: one run of a method's plan, with its budget and its calls.
 * - **frame**: a composed message while it is made: a state for each slot, and frames for the messages inside it.
 * - **settled**: a slot has its value, has none, or has failed; whoever waits for it hears of it then.
 * - **flight**: a call on its way that equal calls join; **batch**: keys that go out in one call.
 * - **reserve**: the end of the budget that is kept for the answer; optional work does not get it.
 * - **lookup**: the cache is asked; one that does not know at once is waited for a part of the time that is left.
 * - **note**: what there is to tell of a slot besides its value; gaps are made of notes and failures.
 *
 * Its folders, each resting on those after it: `answering/` (a method's answer: request, mask, cache, status),
 * `making/` (messages and their slots), `calling/` (calls: equal ones, batches, attempts, caches), `failure/` and
 * `completeness/` (what did not go well, and how it is told).
 *
 * How it goes about it: the response's frame wants its fields; a slot starts when it is wanted first, waits for the names
 * that its expressions read, and settles. All of it runs in callbacks, without promises: steps of a request run inside
 * `Execution.run`, and the calls that a step asks for go out when it is through. Failures are values that are passed on
 * to what needs them; the first one that reaches the response ends the request. The answer's bytes are written once, at
 * the end. Nothing here reads a clock or waits by itself: clock, timers and randomness are given.
 */
export { createEngine } from './create-engine.ts';
export type {
  Answer,
  CacheOutcome,
  Cancel,
  CompositeCall,
  Engine,
  EngineObserver,
  EngineOptions,
  ObservedGap,
  Timers,
  Trailer,
  UpstreamChoice,
} from './engine.ts';
