import type { DescMethod, Registry } from '@bufbuild/protobuf';
import { type Metadata, status } from '@grpc/grpc-js';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { ByteCache } from '@tributary/cache';
import type { Engine } from '@tributary/engine';
import type { Logger } from 'pino';
import type { Observable } from 'rxjs';
import { type Administration, administrationOf } from '../admin/administration.ts';
import { type AdminServer, startAdminServer } from '../admin/admin-server.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { CompositeMetrics } from '../http/composite-metrics.ts';
import { type Readiness, startStatusServer, type StatusServer } from '../http/status-server.ts';
import type { Health } from '../service/health.ts';
import { formatListenAddress, type ListenAddress } from '../service/listen-address.ts';
import type { ListenerTls } from '../service/listener-tls.ts';
import { callerName } from '../usage/caller-name.ts';
import { UsageExports } from '../usage/usage-exports.ts';
import type { UsageTally } from '../usage/usage-tally.ts';
import { answerCall, type CompositeServerCall } from './answer-call.ts';
import { pathOf } from './composite-definition.ts';
import type { CompositeReply, ReplyTrailers } from './composite-reply.ts';
import { internalError } from './composite-status.ts';
import { invalidRequest, type RequestRules, requestRules } from './request-rules.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/** What a composite is made of. */
export interface CompositeParts {
  readonly configuration: Configuration;
  /** The composite methods. */
  readonly methods: readonly DescMethod[];
  /** What goes out with every status of a composite method, by its path. */
  readonly methodTrailers: ReadonlyMap<string, ReplyTrailers>;
  readonly registry: Registry;
  readonly engine: Engine;
  readonly cache: ByteCache;
  /** Lets go of what the cache shares. */
  readonly closeCache: () => void;
  readonly upstreams: UpstreamPool;
  /** For the gRPC server; undefined: plain text. */
  readonly tls: ListenerTls | undefined;
  readonly metrics: CompositeMetrics;
  /** What callers ask for. */
  readonly usage: UsageTally;
  readonly log: Logger;
  readonly clock: { now(): number };
}

type State = 'starting' | 'serving' | 'draining';

/**
 * A composite that runs: what stands between the handlers and the engine, and what tells how it is doing. NestJS starts
 * and stops it with the app.
 */
export class CompositeRuntime implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  readonly parts: CompositeParts;
  readonly administration: Administration;
  readonly #rules: ReadonlyMap<DescMethod, RequestRules>;
  readonly #names: ReadonlyMap<DescMethod, string>;
  readonly #usageExports: UsageExports;
  #state: State = 'starting';
  #health: Health | undefined;
  #grpcAddress: ListenAddress | undefined;
  #statusServer: StatusServer | undefined;
  #adminServer: AdminServer | undefined;

  /** @throws Error where a `buf.validate` rule of a request is itself wrong */
  constructor(parts: CompositeParts) {
    this.parts = parts;
    const { cache, metrics, usage, clock } = parts;
    this.administration = administrationOf({ cache, figures: metrics.cacheFigures, usage, clock });
    this.#names = new Map(parts.methods.map((method) => [method, pathOf(method).slice(1)]));
    this.#usageExports = new UsageExports(parts);
    this.#rules = new Map(
      parts.methods.flatMap((method) => {
        const rules = requestRules(method, parts.registry);
        return rules === undefined ? [] : [[method, rules] as const];
      }),
    );
  }

  /** Where composite methods are served, with the port it got; undefined: not yet. */
  get grpcAddress(): ListenAddress | undefined {
    return this.#grpcAddress;
  }

  /** Where `/livez`, `/readyz` and `/metrics` are served; undefined: nowhere, or not yet. */
  get httpAddress(): ListenAddress | undefined {
    return this.#statusServer?.address;
  }

  /** Where the cache is administered; undefined: nowhere, or not yet. */
  get adminAddress(): ListenAddress | undefined {
    return this.#adminServer?.address;
  }

  /**
   * Answers a call of a composite method.
   *
   * @throws StatusException INVALID_ARGUMENT, where the request breaks rules of its contract
   */
  answer(
    method: DescMethod,
    request: Uint8Array,
    metadata: Metadata,
    call: CompositeServerCall,
  ): Observable<CompositeReply> {
    this.#checkRules(method, request);
    const { engine, clock, log, usage } = this.parts;
    const { asked } = usage.of(this.#names.get(method) ?? '', callerName(metadata, call));
    const onBug = (error: unknown) => {
      log.error({ err: error, method: pathOf(method).slice(1) }, 'a request met a bug');
    };
    return answerCall({ engine, now: () => clock.now(), onBug, asked }, pathOf(method), request, metadata, call);
  }

  #checkRules(method: DescMethod, request: Uint8Array): void {
    const rules = this.#rules.get(method);
    if (rules === undefined) return;
    const { clock, log, metrics } = this.parts;
    const started = clock.now();
    const ended = (code: status) => {
      const durationMs = clock.now() - started;
      metrics.requestEnded({ path: pathOf(method), code, durationMs, gaps: [], cache: undefined });
    };
    let violations: ReturnType<RequestRules>;
    try {
      violations = rules(request);
    } catch (error) {
      log.error({ err: error, method: pathOf(method).slice(1) }, 'a rule of a request could not be evaluated');
      ended(status.INTERNAL);
      throw internalError();
    }
    if (violations === undefined) return;
    ended(status.INVALID_ARGUMENT);
    throw invalidRequest(violations);
  }

  /** The gRPC server listens: from now on calls may come. */
  listening(address: ListenAddress, health: Health): void {
    this.#health = health;
    this.#grpcAddress = address;
    this.#state = 'serving';
    health.serving();
    const http = this.httpAddress === undefined ? 'off' : formatListenAddress(this.httpAddress);
    const methods = this.parts.methods.map((method) => pathOf(method).slice(1));
    const admin = this.adminAddress === undefined ? 'off' : formatListenAddress(this.adminAddress);
    this.parts.log.info({ address: formatListenAddress(address), http, admin, methods }, 'listening');
  }

  /** What `/readyz` tells. */
  readiness(): Readiness {
    const upstreams = this.parts.upstreams.states();
    return { ready: this.#state === 'serving', state: this.#state, upstreams };
  }

  /** Tells those who ask to send their calls elsewhere. Calls that come all the same are answered. */
  drain(): void {
    if (this.#state !== 'serving') return;
    this.#state = 'draining';
    this.#health?.notServing();
    this.parts.log.info('draining');
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#startAdmin();
    await this.#usageExports.start();
    const { configuration, metrics } = this.parts;
    if (configuration.http === undefined) return;
    metrics.collectProcess();
    this.#statusServer = await startStatusServer(configuration.http, {
      readiness: () => this.readiness(),
      metrics: async () => ({ text: await metrics.registry.metrics(), contentType: metrics.registry.contentType }),
    });
  }

  async #startAdmin(): Promise<void> {
    const { configuration, log } = this.parts;
    if (configuration.admin === undefined) return;
    this.#adminServer = await startAdminServer(configuration.admin, this.administration, log);
  }

  onModuleDestroy(): void {
    this.drain();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.parts.engine.close();
    await this.parts.upstreams.close();
    await this.#usageExports.close();
    await this.#adminServer?.close();
    await this.#statusServer?.close();
    this.parts.closeCache();
    if (this.#state !== 'starting') this.parts.log.info('stopped');
  }
}
