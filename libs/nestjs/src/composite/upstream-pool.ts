import type { DescMethod } from '@bufbuild/protobuf';
import {
  type Configuration,
  type ConfigurationProblem,
  type ConnectionsSettings,
  defaultTreatment,
  type TlsFiles,
  upstreamSettings,
  type UpstreamSettings,
} from '@tributary/configuration';
import {
  createUpstream,
  type GateFigures,
  MethodGate,
  RetryBudget,
  type TlsOptions,
  type Upstream,
  type UpstreamFigures,
  type UpstreamState,
} from '@tributary/upstream';
import { CertificateFiles } from '../certificates/certificate-files.ts';

/** What upstreams and their addresses depend on besides the configuration. */
export interface UpstreamPoolOptions {
  readonly now: () => number;
  readonly random: () => number;
  /** The address of a service, by its full name, over the configured one. */
  readonly address?: ((serviceName: string) => string | undefined) | undefined;
  /** Told when certificates in files have changed; with a problem where the old ones stay in use. */
  readonly onCertificates?: ((target: string, problem: string | undefined) => void) | undefined;
}

/** Where a method is called. */
export interface MethodUpstream {
  readonly upstream: Upstream;
  /** Of calls for which the composition gives none. */
  readonly timeoutMs: number | undefined;
  readonly gate: MethodGate;
  readonly retryBudget: RetryBudget;
}

/** What there is to tell of all upstreams. */
export interface UpstreamPoolFigures {
  readonly targets: readonly (UpstreamFigures & { readonly target: string; readonly state: UpstreamState })[];
  /** By method, as "package.Service/Method". */
  readonly methods: readonly (GateFigures & { readonly call: string })[];
}

interface Target {
  readonly name: string;
  readonly upstream: Upstream;
  readonly retryBudget: RetryBudget;
}

/** The upstreams that some methods are called at: one for each target, however many services are there. */
export class UpstreamPool {
  readonly #targets: readonly Target[];
  readonly #byMethod: ReadonlyMap<DescMethod, MethodUpstream>;

  private constructor(targets: readonly Target[], byMethod: ReadonlyMap<DescMethod, MethodUpstream>) {
    this.#targets = targets;
    this.#byMethod = byMethod;
  }

  /**
   * Makes the pool; nothing connects yet.
   *
   * @returns the pool, or a problem for each service that nothing configures, and for certificates that cannot be used
   */
  static of(
    methods: Iterable<DescMethod>,
    configuration: Configuration,
    options: UpstreamPoolOptions,
  ): { kind: 'ok'; pool: UpstreamPool } | { kind: 'failed'; problems: ConfigurationProblem[] } {
    const targets = new Targets(configuration, options);
    const byMethod = new Map<DescMethod, MethodUpstream>();
    for (const method of methods) {
      const settings = upstreamSettings(configuration, method.parent.typeName);
      const target = targets.of(method.parent.typeName, settings);
      if (target === undefined) continue;
      const { gate } = settings ?? defaultTreatment();
      byMethod.set(method, {
        upstream: target.upstream,
        timeoutMs: settings?.timeoutMs,
        gate: new MethodGate(nameOf(method), gate, options),
        retryBudget: target.retryBudget,
      });
    }
    if (targets.problems.length > 0) return { kind: 'failed', problems: targets.problems };
    return { kind: 'ok', pool: new UpstreamPool(targets.all, byMethod) };
  }

  /** Where a method is called, and what bounds its calls. */
  upstreamOf(method: DescMethod): MethodUpstream {
    const found = this.#byMethod.get(method);
    if (found === undefined) throw new Error(`${nameOf(method)} is not among the methods of this pool`);
    return found;
  }

  /** The state of each target. */
  states(): Record<string, UpstreamState> {
    return Object.fromEntries(this.#targets.map(({ name, upstream }) => [name, upstream.state()]));
  }

  /** For metrics. */
  figures(): UpstreamPoolFigures {
    return {
      targets: this.#targets.map(({ name, upstream }) => {
        return { target: name, state: upstream.state(), ...upstream.figures() };
      }),
      methods: [...this.#byMethod].map(([method, { gate }]) => ({ call: nameOf(method), ...gate.figures() })),
    };
  }

  /**
   * Connects to all targets.
   *
   * @throws Error naming what could not be reached in time
   */
  async connect(timeoutMs: number): Promise<void> {
    await Promise.all(this.#targets.map(({ upstream }) => upstream.connect(timeoutMs)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#targets.map(({ upstream }) => upstream.close()));
  }
}

/** The targets while a pool is made: entries with the same address and the same settings for it share one. */
class Targets {
  readonly all: Target[] = [];
  readonly problems: ConfigurationProblem[] = [];
  readonly #configuration: Configuration;
  readonly #options: UpstreamPoolOptions;
  readonly #known = new Map<string, Target | undefined>();

  constructor(configuration: Configuration, options: UpstreamPoolOptions) {
    this.#configuration = configuration;
    this.#options = options;
  }

  /** Where a service is; undefined: nowhere, and it is among the problems. */
  of(serviceName: string, settings: UpstreamSettings | undefined): Target | undefined {
    const address = this.#options.address?.(serviceName) ?? settings?.address;
    const { connections } = settings ?? defaultTreatment();
    const key = address === undefined ? serviceName : JSON.stringify([address, connections]);
    if (!this.#known.has(key)) this.#known.set(key, this.#make(serviceName, address, connections, settings));
    return this.#known.get(key);
  }

  #make(
    serviceName: string,
    address: string | undefined,
    { tls, retryBudget, ...connections }: ConnectionsSettings,
    settings: UpstreamSettings | undefined,
  ): Target | undefined {
    if (address === undefined) {
      const message = `a composition calls ${serviceName}, which no entry is for; add one with its address`;
      this.problems.push(this.#configuration.problemAt(['upstreams'], message));
      return undefined;
    }
    const source = tls === undefined ? undefined : this.#tls(tls, address, settings);
    if (source?.kind === 'failed') return undefined;
    const budget = new RetryBudget(retryBudget);
    const namesakes = this.all.filter(({ name }) => name === address || name.startsWith(`${address} #`)).length;
    const { now: clock, random } = this.#options;
    const target: Target = {
      name: namesakes === 0 ? address : `${address} #${namesakes + 1}`,
      upstream: createUpstream({
        target: address,
        ...connections,
        tls: source?.tls,
        retryBudget: budget,
        clock,
        random,
      }),
      retryBudget: budget,
    };
    this.all.push(target);
    return target;
  }

  #tls(
    files: TlsFiles,
    address: string,
    settings: UpstreamSettings | undefined,
  ): { kind: 'ok'; tls: () => TlsOptions } | { kind: 'failed' } {
    const opened = CertificateFiles.open(files, (problem) => this.#options.onCertificates?.(address, problem?.message));
    if (opened.kind === 'failed') {
      const { of, message } = opened.problem;
      const path = ['upstreams', settings?.key ?? '', 'tls', ...(of === undefined ? [] : [of])];
      this.problems.push(this.#configuration.problemAt(path, message));
      return { kind: 'failed' };
    }
    const { serverName } = files;
    let certificates = opened.files.current();
    let tls: TlsOptions = { ...certificates, serverName };
    return {
      kind: 'ok',
      tls: () => {
        const now = opened.files.current();
        if (now !== certificates) {
          certificates = now;
          tls = { ...now, serverName };
        }
        return tls;
      },
    };
  }
}

function nameOf(method: DescMethod): string {
  return `${method.parent.typeName}/${method.name}`;
}
