/**
 * A composite between scripted upstreams and a client that can leave: for what scenario files cannot say, as callers with
 * deadlines of their own, and callers that cancel. Everything is on sockets of 127.0.0.1.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary, fromJson, type JsonObject, toBinary, toJson } from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type ServiceError, status, type StatusObject } from '@grpc/grpc-js';
import { startComposite } from '@tributary/nestjs';
import { type Arrival, loadScenario, startScriptedUpstreams } from '@tributary/scenarios';
import { pino } from 'pino';

/** How a call ended. */
export interface Ended {
  /** A gRPC status code by name. */
  readonly status: string;
  readonly response: JsonObject | undefined;
  /** The trailer `cache-status`. */
  readonly cacheStatus: string | undefined;
}

/** A call that was made, and can be left. */
export interface Running {
  readonly ended: Promise<Ended>;
  cancel(): void;
}

/** What a spec works with. */
export interface StagedComposite {
  /** Calls a composite method by its name. */
  call(method: string, request: JsonObject, deadlineMs?: number): Running;
  /** Resolves with the arrivals so far, when there are so many. */
  arrivals(count: number): Promise<readonly Arrival[]>;
  /** Resolves when no upstream call is open and the engine does nothing any more; false where that takes long. */
  quiet(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Starts it.
 *
 * @param proto - with the package `staged.v1` or another, and one composite service
 * @param upstreams - as in scenario files, by method
 */
export async function stageComposite(proto: string, upstreams: JsonObject): Promise<StagedComposite> {
  const folder = await mkdtemp(join(tmpdir(), 'staged-'));
  try {
    await writeFile(join(folder, 'staged.proto'), proto);
    await writeFile(join(folder, 'scenario.yaml'), JSON.stringify({ upstreams, check: [] }));
    const ready = await loadScenario(join(folder, 'scenario.yaml'));
    if (ready.kind === 'unfit') throw new Error(ready.problems.join('\n'));
    const { scenario, configuration, protos, compositions } = ready;
    const called = compositions.flatMap(({ calls }) => calls.map((method) => method.parent));
    const scripted = await startScriptedUpstreams(new Set(called), scenario.scripts);
    const composite = await startComposite(configuration, {
      protos,
      upstreamAddress: (service) => scripted.addresses.get(service),
      log: pino({ level: 'silent' }),
    });
    await composite.ready();
    const client = new Client(composite.grpcAddress, credentials.createInsecure(), { 'grpc.enable_retries': 0 });
    const arrived: Arrival[] = [];
    const methods = new Map(compositions.map(({ method }) => [method.name, method]));
    return {
      call(name, request, deadlineMs = 20_000) {
        const method = methods.get(name);
        if (method === undefined) throw new Error(`no composite method ${name}`);
        const { input, output } = method;
        let answer: JsonObject | undefined;
        const call = client.makeUnaryRequest(
          `/${method.parent.typeName}/${name}`,
          (message: JsonObject) => Buffer.from(toBinary(input, fromJson(input, message))),
          (bytes) => toJson(output, fromBinary(output, bytes)) as JsonObject,
          request,
          new Metadata(),
          { deadline: Date.now() + deadlineMs },
          (_: ServiceError | null, response?: JsonObject) => {
            answer = response;
          },
        );
        const ended = new Promise<Ended>((settle) => {
          // It comes behind the callback, and brings the trailers.
          call.on('status', ({ code, metadata }: StatusObject) => {
            const cacheStatus = metadata.get('cache-status')[0]?.toString();
            settle({ status: status[code], response: answer, cacheStatus });
          });
        });
        return { ended, cancel: () => call.cancel() };
      },
      async arrivals(count) {
        for (;;) {
          arrived.push(...scripted.takeArrivals());
          if (arrived.length >= count) return arrived.splice(0);
          await new Promise((settle) => setImmediate(settle));
        }
      },
      async quiet() {
        const isQuiet = await scripted.quiet(20_000);
        await composite.engine.idle();
        return isQuiet;
      },
      async close() {
        client.close();
        await composite.close();
        await scripted.close();
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
