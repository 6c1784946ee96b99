import type { Contender, RunningContender } from '../contenders/contender.ts';
import { freePort } from '../processes/free-port.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Contracts } from '../shop/contracts.ts';
import type { Addresses } from '../upstreams/upstreams.ts';
import { type Instruments, measureRound, type Requests, warmUp } from './measure-round.ts';
import { requestTemplate } from './request-template.ts';
import type { Cell, Round, ScenarioResults } from './scenario-results.ts';
import { verify } from './verify.ts';

/** A contender that takes part, or why it does not. */
export interface Participant {
  readonly contender: Contender;
  readonly unavailable: string | undefined;
}

/** One that is up, gives the right answer, and has been measured so far. */
interface Runner {
  readonly name: string;
  readonly running: RunningContender;
  readonly requests: Requests;
  readonly rounds: Round[];
  /** Why there is nothing of it, where it broke down. */
  trouble: string | undefined;
}

/** Measures all contenders in a scenario, side by side: in each round every one of them, the first another each time. */
export async function runScenario(
  scenario: Scenario,
  participants: readonly Participant[],
  contracts: Contracts,
  instruments: Instruments,
): Promise<ScenarioResults> {
  const addresses = await addressesFor(scenario, instruments.upstreams.addresses);
  const cells: Record<string, Cell> = {};
  const runners: Runner[] = [];
  await Promise.all(
    participants.map(async ({ contender, unavailable }) => {
      const reason = unavailable ?? contender.cannot(scenario);
      if (reason !== undefined) {
        cells[contender.name] = { kind: 'empty', reason };
        return;
      }
      try {
        runners.push(await startRunner(contender, scenario, addresses, contracts));
      } catch (error) {
        cells[contender.name] = { kind: 'empty', reason: reasonOf(error) };
      }
    }),
  );
  try {
    for (const runner of runners) {
      await attempt(runner, () => warmUp(scenario, runner.requests, instruments));
    }
    for (let round = 0; round < instruments.durations.rounds; round++) {
      const order = [...runners.slice(round % runners.length), ...runners.slice(0, round % runners.length)];
      for (const runner of order) {
        await attempt(runner, async () => {
          runner.rounds.push(await measureRound(scenario, runner.running, runner.requests, instruments));
        });
      }
    }
  } finally {
    await Promise.all(runners.map(({ running }) => running.stop()));
  }
  for (const { name, rounds, trouble } of runners) {
    cells[name] = trouble === undefined ? { kind: 'measured', rounds } : { kind: 'empty', reason: trouble };
  }
  const { name, title, ratePerSecond, concurrency } = scenario;
  return { name, title, ratePerSecond, concurrency, cells };
}

async function startRunner(
  contender: Contender,
  scenario: Scenario,
  addresses: Addresses,
  contracts: Contracts,
): Promise<Runner> {
  const running = await contender.start(addresses, scenario);
  try {
    const target = running.target(scenario);
    const answerLength = await verify(scenario, target, contracts);
    const requests: Requests = {
      target,
      ...requestTemplate(scenario, target, contracts),
      answerLength,
      keys: scenario.keys,
    };
    return { name: contender.name, running, requests, rounds: [], trouble: undefined };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** What goes wrong with one contender is told in its cell and does not keep the others from being measured. */
async function attempt(runner: Runner, work: () => Promise<void>): Promise<void> {
  if (runner.trouble !== undefined) return;
  try {
    await work();
  } catch (error) {
    runner.trouble = reasonOf(error);
  }
}

async function addressesFor({ down }: Scenario, addresses: Addresses): Promise<Addresses> {
  return down === undefined ? addresses : { ...addresses, [down]: `127.0.0.1:${await freePort()}` };
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 300);
}
