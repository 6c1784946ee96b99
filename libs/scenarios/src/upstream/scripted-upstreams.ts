import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { MethodScript } from '../scenario.ts';
import { methodName } from '../types/message-types.ts';
import type { Arrival } from './arrival.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';

/** The servers that stand in for the upstreams of a scenario, one per service, and what arrives at them. */
export interface ScriptedUpstreams {
  /** By full name of the service: where its stand-in listens. */
  readonly addresses: ReadonlyMap<string, string>;
  /** The calls that arrived since the last time this was asked. */
  takeArrivals(): readonly Arrival[];
  /**
   * Resolves when the calls that were sent have arrived and none is open any more. Nobody may be sending new ones.
   *
   * @returns false where calls are still open after the time given
   */
  quiet(timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Starts the stand-ins. Each serves all unary methods of its service, with or without a script. */
export async function startScriptedUpstreams(
  services: Iterable<DescService>,
  scripts: ReadonlyMap<string, MethodScript>,
): Promise<ScriptedUpstreams> {
  let arrivals: Arrival[] = [];
  let callEnded: () => void = () => undefined;
  const servers = new Map<string, ScriptedServer>();
  for (const service of services) {
    if (servers.has(service.typeName)) continue;
    const server = await startScriptedServer({
      methods: unaryMethods(service),
      scripts,
      arrived: (arrival) => arrivals.push(arrival),
      ended: () => {
        callEnded();
      },
    });
    servers.set(service.typeName, server);
  }
  const openCalls = () => [...servers.values()].reduce((sum, server) => sum + server.openCalls(), 0);
  const quiet = async (timeoutMs: number) => {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const before = arrivals.length;
      await turnsOfTheEventLoop(5);
      if (arrivals.length > before) continue;
      if (openCalls() === 0) return true;
      const leftMs = until - performance.now();
      if (leftMs <= 0) return false;
      await new Promise<void>((settle) => {
        const timer = setTimeout(settle, leftMs);
        callEnded = () => {
          clearTimeout(timer);
          settle();
        };
      });
    }
  };
  return {
    addresses: new Map([...servers].map(([name, { address }]) => [name, address])),
    takeArrivals: () => {
      const taken = arrivals;
      arrivals = [];
      return taken;
    },
    quiet,
    close: async () => {
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}

function unaryMethods(service: DescService): ReadonlyMap<string, DescMethod> {
  return new Map(
    service.methods.filter(({ methodKind }) => methodKind === 'unary').map((method) => [methodName(method), method]),
  );
}

/** On loopback, what one side has written the other reads within a turn or two. */
async function turnsOfTheEventLoop(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((settle) => setImmediate(settle));
}
