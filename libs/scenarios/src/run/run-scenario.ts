import type { DescService } from '@bufbuild/protobuf';
import { pino } from 'pino';
import { type RunningComposite, startComposite } from '@tributary/nestjs';
import type { Failure } from '../judge/failure.ts';
import { judgeAnswer } from '../judge/judge-answer.ts';
import { judgeArrivals } from '../judge/judge-arrivals.ts';
import { judgeFindings } from '../judge/judge-findings.ts';
import type { CaseReport } from '../report/scenario-report.ts';
import type { Case } from '../scenario.ts';
import { methodName, type MessageTypes } from '../types/message-types.ts';
import { type ScriptedUpstreams, startScriptedUpstreams } from '../upstream/scripted-upstreams.ts';
import { type Caller, connectCaller } from './caller.ts';
import type { ReadyScenario } from './load-scenario.ts';
import { MovableClock } from './movable-clock.ts';

/** How long connections may take before the first case. */
const connectTimeoutMs = 10_000;
/** How long work may go on behind an answer. */
const idleTimeoutMs = 30_000;
/** How long calls that nobody waits for may stay open at the upstreams. */
const quietTimeoutMs = 5_000;

/** How a scenario is run. */
export interface RunOptions {
  /** Ends the scenario at its first case that fails. */
  readonly bail: boolean;
}

/**
 * Runs a scenario: its cases in order against one running composite, or its check.
 *
 * @throws where the composite or the upstreams cannot be started
 */
export async function runScenario(ready: ReadyScenario, { bail }: RunOptions): Promise<readonly CaseReport[]> {
  const { examination, scripts } = ready.scenario;
  if (examination.kind === 'check') {
    return [{ name: 'check', durationMs: 0, failures: judgeFindings(examination.findings, ready.findings) }];
  }
  const upstreams = await startScriptedUpstreams(servicesOf(ready), scripts);
  const clock = new MovableClock();
  try {
    const composite = await startComposite(ready.configuration, {
      clock,
      protos: ready.protos,
      // Each case asks before an old value stands in, whatever those before it have seen.
      staleBackOff: { firstMs: 0, maxMs: 0 },
      upstreamAddress: (service) => upstreams.addresses.get(service),
      log: pino({ level: 'silent' }),
    });
    try {
      await composite.ready();
      const caller = await connectCaller(composite.grpcAddress, connectTimeoutMs);
      try {
        await warmUp(caller);
        const stage = { composite, upstreams, clock, caller, types: ready.types };
        const reports: CaseReport[] = [];
        for (const each of examination.cases) {
          const report = await runCase(each, stage);
          reports.push(report);
          if (bail && report.failures.length > 0) break;
        }
        return reports;
      } finally {
        caller.close();
      }
    } finally {
      await composite.close();
    }
  } finally {
    await upstreams.close();
  }
}

/**
 * The first calls of a process take some 50 ms more than others, which is nothing that a case should see of its composite.
 * Asking for the server's health goes the same way, but for the composite's own.
 */
async function warmUp(caller: Caller): Promise<void> {
  const check = { path: '/grpc.health.v1.Health/Check', request: new Uint8Array(), metadata: [], deadlineMs: 1000 };
  for (let call = 0; call < 3; call++) await caller.call(check);
}

interface Stage {
  readonly composite: RunningComposite;
  readonly upstreams: ScriptedUpstreams;
  readonly clock: MovableClock;
  readonly caller: Caller;
  readonly types: MessageTypes;
}

async function runCase(each: Case, { composite, upstreams, clock, caller, types }: Stage): Promise<CaseReport> {
  clock.advance(each.advanceMs);
  const call = {
    path: `/${methodName(each.method)}`,
    request: each.request,
    metadata: each.metadata,
    deadlineMs: each.deadlineMs,
  };
  const answers = await Promise.all(Array.from({ length: each.concurrency }, () => caller.call(call)));
  const isIdle = await within(idleTimeoutMs, composite.engine.idle());
  const isQuiet = await upstreams.quiet(quietTimeoutMs);
  const arrivals = upstreams.takeArrivals();
  const failures: Failure[] = answers.flatMap((answer, index) =>
    judgeAnswer(each, answer, types).map((failure) => ofCall(failure, index, each.concurrency)),
  );
  if (!isIdle || !isQuiet) failures.push({ about: 'upstreams', message: 'work behind the answer does not end' });
  failures.push(...judgeArrivals(each, arrivals, types));
  return {
    name: each.name,
    durationMs: Math.max(...answers.map(({ durationMs }) => durationMs)),
    failures: withoutRepeats(failures),
  };
}

function ofCall(failure: Failure, index: number, count: number): Failure {
  return count === 1
    ? failure
    : { ...failure, message: `call ${String(index + 1)} of ${String(count)}: ${failure.message}` };
}

const mostOfAKind = 3;

/** Of what went wrong in the same way for several callers at once, the first is told; in other words, the first few. */
function withoutRepeats(failures: readonly Failure[]): readonly Failure[] {
  const seen = new Set<string>();
  const kinds = new Map<string, number>();
  return failures.filter(({ about, message, actual }) => {
    const kind = JSON.stringify([about, message.replace(/^call \d+ of \d+: /, '')]);
    const key = JSON.stringify([kind, actual]);
    const told = kinds.get(kind) ?? 0;
    if (seen.has(key) || told === mostOfAKind) return false;
    seen.add(key);
    kinds.set(kind, told + 1);
    return true;
  });
}

/** The services that need a stand-in: those that may be called, and those that have a script. */
function servicesOf({ compositions, scenario }: ReadyScenario): readonly DescService[] {
  const methods = [
    ...compositions.flatMap(({ calls }) => calls),
    ...[...scenario.scripts.values()].map((script) => script.method),
  ];
  return [...new Set(methods.map((method) => method.parent))];
}

/** Whether something ends within a time. */
async function within(timeoutMs: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((settle) => {
    timer = setTimeout(settle, timeoutMs, false);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
