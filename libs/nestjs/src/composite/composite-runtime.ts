import type { DescMethod, Registry } from '@bufbuild/protobuf';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { ByteCache } from '@tributary/cache';
import { type Configuration, formatListenAddress, type ListenAddress } from '@tributary/configuration';
import type { Engine } from '@tributary/engine';
import type { Logger } from 'pino';
import { type Administration, administrationOf } from '../admin/administration.ts';
import { type AdminServer, startAdminServer } from '../admin/admin-server.ts';
import type { CompositeMetrics } from '../http/composite-metrics.ts';
import { type Readiness, startStatusServer, type StatusServer } from '../http/status-server.ts';
import type { Health } from '../service/health.ts';
import type { ListenerTls } from '../service/listener-tls.ts';
import { UsageExports } from '../usage/usage-exports.ts';
import type { UsageTally } from '../usage/usage-tally.ts';
import { pathOf } from './composite-definition.ts';
import { CompositeEndpoint } from './composite-endpoint.ts';
import type { ReplyTrailers } from './composite-reply.ts';
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
  /** The composite methods, by their paths. */
  readonly endpoints: ReadonlyMap<string, CompositeEndpoint>;
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
    this.#usageExports = new UsageExports(parts);
    this.endpoints = new Map(parts.methods.map((method) => [pathOf(method), new CompositeEndpoint(method, parts)]));
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

  /** The composite method, ready to be called. */
  endpointOf(method: DescMethod): CompositeEndpoint {
    const endpoint = this.endpoints.get(pathOf(method));
    if (endpoint === undefined) throw new Error(`${method.name} is not among the methods of this composite`);
    return endpoint;
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
