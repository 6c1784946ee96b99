import type { DescMethod } from '@bufbuild/protobuf';
import { createUpstream, type Upstream, type UpstreamState } from '@tributary/upstream';
import { type Configuration, upstreamSettings } from '../configuration/configuration.ts';
import type { ConfigurationProblem } from '../configuration/configuration-problem.ts';

/** What upstreams and their addresses depend on besides the configuration. */
export interface UpstreamPoolOptions {
  readonly now: () => number;
  readonly random: () => number;
  /** The address of a service, by its full name, over the configured one. */
  readonly address?: ((serviceName: string) => string | undefined) | undefined;
}

/** Where a service's methods are called. */
export interface ServiceUpstream {
  readonly upstream: Upstream;
  /** Of calls for which the composition gives none. */
  readonly timeoutMs: number | undefined;
}

/** The upstreams that some methods are called at: one for each target, however many services are there. */
export class UpstreamPool {
  readonly #targets: ReadonlyMap<string, Upstream>;
  readonly #byService: ReadonlyMap<string, ServiceUpstream>;

  private constructor(targets: ReadonlyMap<string, Upstream>, byService: ReadonlyMap<string, ServiceUpstream>) {
    this.#targets = targets;
    this.#byService = byService;
  }

  /**
   * Makes the pool; nothing connects yet.
   *
   * @returns the pool, or a problem for each service that nothing configures
   */
  static of(
    methods: Iterable<DescMethod>,
    configuration: Configuration,
    options: UpstreamPoolOptions,
  ): { kind: 'ok'; pool: UpstreamPool } | { kind: 'failed'; problems: ConfigurationProblem[] } {
    const targets = new Map<string, Upstream>();
    const byService = new Map<string, ServiceUpstream>();
    const problems: ConfigurationProblem[] = [];
    for (const serviceName of new Set([...methods].map((method) => method.parent.typeName))) {
      const settings = upstreamSettings(configuration, serviceName);
      const target = options.address?.(serviceName) ?? settings?.address;
      if (target === undefined) {
        const message = `a composition calls ${serviceName}, which no entry is for; add one with its address`;
        problems.push(configuration.problemAt(['upstreams'], message));
        continue;
      }
      const upstream = targets.get(target) ?? createUpstream({ target, clock: options.now, random: options.random });
      targets.set(target, upstream);
      byService.set(serviceName, { upstream, timeoutMs: settings?.timeoutMs });
    }
    if (problems.length > 0) return { kind: 'failed', problems };
    return { kind: 'ok', pool: new UpstreamPool(targets, byService) };
  }

  /** Where a method is called, and the timeout of its calls where the composition gives none. */
  upstreamOf(method: DescMethod): ServiceUpstream {
    const found = this.#byService.get(method.parent.typeName);
    if (found === undefined) throw new Error(`${method.parent.typeName} is not among the services of this pool`);
    return found;
  }

  /** The state of each target. */
  states(): Record<string, UpstreamState> {
    return Object.fromEntries([...this.#targets].map(([target, upstream]) => [target, upstream.state()]));
  }

  /**
   * Connects to all targets.
   *
   * @throws Error naming what could not be reached in time
   */
  async connect(timeoutMs: number): Promise<void> {
    await Promise.all([...this.#targets.values()].map((upstream) => upstream.connect(timeoutMs)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#targets.values()].map((upstream) => upstream.close()));
  }
}
