import { addressText, type Address } from './address.ts';
import { BackOff } from './back-off.ts';
import type { Connection } from './connection.ts';
import type { OutlierDetector } from './containment/outlier-detector.ts';
import { verdictOf, verdictOfLeaving, type Verdict } from './containment/reply-verdict.ts';
import type { RetryBudget } from './containment/retry-budget.ts';
import { NameResolver, type Lookup } from './name-resolver.ts';
import { PendingCall, type CallHost } from './pending-call.ts';
import { transportStatus } from './reply.ts';
import { statusCode } from './status-code.ts';
import { Subchannel, type SubchannelSettings } from './subchannel.ts';
import type { Target } from './target.ts';
import type { Cancel, Upstream, UpstreamCall, UpstreamFigures, UpstreamReply, UpstreamState } from './upstream.ts';

/** What a channel is made of. */
export interface ChannelSettings {
  /** The target as it was written, for messages. */
  readonly targetText: string;
  readonly target: Target;
  readonly subchannel: SubchannelSettings;
  readonly lookup: Lookup;
  readonly maxWaitingCalls: number;
  /** Undefined: no address is left out. */
  readonly outliers: OutlierDetector | undefined;
  /** Undefined: calls that were refused are sent again at no cost. */
  readonly retryBudget: RetryBudget | undefined;
}

/** A name may stand for more addresses than it did, though no connection ends: it is asked again after so long. */
const LOOKUP_AGAIN_MS = 30_000;

/** For how long after a call a lost connection is made again without being asked for. */
const RECENT_MS = 30_000;

interface Connector {
  readonly connected: () => void;
  readonly failed: (error: Error) => void;
}

/** An upstream over node:http2: one connection per address, calls in turn over those that are up. */
export class Channel implements Upstream, CallHost {
  readonly target: string;
  readonly clock: () => number;
  readonly #settings: ChannelSettings;
  readonly #resolver: NameResolver | undefined;
  readonly #byAddress = new Map<string, Subchannel>();
  readonly #retired = new Set<Subchannel>();
  readonly #waiting = new Set<PendingCall>();
  readonly #connectors = new Set<Connector>();
  #subchannels: readonly Subchannel[] = [];
  #next = 0;
  #lastCallMs = -Infinity;
  #lookupAgainMs = -Infinity;
  #closing: Promise<void> | undefined;

  constructor(settings: ChannelSettings) {
    this.#settings = settings;
    this.target = settings.targetText;
    this.clock = settings.subchannel.clock;
    const { target } = settings;
    if (target.kind === 'addresses') {
      this.#use(target.addresses);
    } else {
      const { reconnectMinMs, reconnectMaxMs, random } = settings.subchannel;
      this.#resolver = new NameResolver({
        host: target.host,
        port: target.port,
        lookup: settings.lookup,
        backOff: new BackOff(reconnectMinMs, reconnectMaxMs, random),
        clock: this.clock,
        wanted: () => this.#wanted(),
        resolved: (addresses) => this.#onResolved(addresses),
        failed: () => this.#review(),
      });
    }
  }

  call(call: UpstreamCall, done: (reply: UpstreamReply) => void): Cancel {
    this.#lastCallMs = this.clock();
    if (this.#lastCallMs >= this.#lookupAgainMs) {
      this.#lookupAgainMs = this.#lastCallMs + LOOKUP_AGAIN_MS;
      this.#resolver?.refresh();
    }
    const pending = new PendingCall(call, done, this);
    pending.begin();
    return () => pending.cancel();
  }

  connect(timeoutMs: number): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(new Error(`the upstream ${this.target} is closed`));
    if (this.state() === 'ready') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#connectors.delete(connector);
      };
      const connector: Connector = {
        connected: () => {
          settle();
          resolve();
        },
        failed: (error) => {
          settle();
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        const cause = this.failure() ?? 'still trying';
        connector.failed(new Error(`no connection to ${this.target} within ${timeoutMs} ms: ${cause}`));
      }, timeoutMs);
      this.#connectors.add(connector);
      this.#wake();
    });
  }

  state(): UpstreamState {
    if (this.#closing !== undefined) return 'closed';
    if (this.#subchannels.some((subchannel) => subchannel.connection !== undefined)) return 'ready';
    const firstTry = (subchannel: Subchannel): boolean => subchannel.connecting && subchannel.failure === undefined;
    if (this.#resolver?.promising === true || this.#subchannels.some(firstTry)) return 'connecting';
    return this.failure() === undefined ? 'idle' : 'failing';
  }

  figures(): UpstreamFigures {
    const { ejected = 0, ejections = 0 } = this.#settings.outliers ?? {};
    const connected = this.#subchannels.filter(({ connection }) => connection !== undefined).length;
    return { addresses: this.#subchannels.length, connected, ejected, ejections };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  dispatch(call: PendingCall): void {
    if (this.#closing !== undefined) return call.failSoon(this.#unavailable());
    const connection = this.#pick();
    if (connection !== undefined) return call.startOn(connection);
    this.#wake();
    if (!this.#promising()) return call.failSoon(this.#unavailable());
    if (this.#waiting.size >= this.#settings.maxWaitingCalls) {
      const message = `${this.#waiting.size} calls to ${this.target} are waiting already`;
      return call.failSoon(transportStatus(statusCode.UNAVAILABLE, message, false));
    }
    this.#waiting.add(call);
  }

  leave(call: PendingCall): void {
    this.#waiting.delete(call);
  }

  mayRepeat(): boolean {
    return this.#settings.retryBudget?.spend(this.clock()) ?? true;
  }

  ended(connection: Connection, reply: UpstreamReply): void {
    if (this.#settings.outliers !== undefined) this.#judge(connection, verdictOf(reply));
  }

  left(connection: Connection, startedMs: number, deadlineMs: number | undefined): void {
    if (this.#settings.outliers === undefined) return;
    this.#judge(connection, verdictOfLeaving(this.clock(), startedMs, deadlineMs));
  }

  #judge({ host }: Connection, verdict: Verdict): void {
    if (verdict !== 'nothing') this.#settings.outliers?.ended(host, verdict === 'well');
  }

  failure(): string | undefined {
    const failures = this.#subchannels.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
    if (failures.length > 0) return failures.join('; ');
    return this.#resolver?.failure;
  }

  /**
   * The next connection in turn that has room. Wakes those that sleep on the way, so that all take part again. Addresses
   * that are left out, or silent, count where there are no others.
   */
  #pick(): Connection | undefined {
    const count = this.#subchannels.length;
    const { outliers } = this.#settings;
    let spare: Connection | undefined;
    for (let tried = 0; tried < count; tried++) {
      const subchannel = this.#subchannels[this.#next++ % count];
      if (this.#next >= count) this.#next -= count;
      const connection = subchannel?.connection;
      if (connection === undefined) subchannel?.wake();
      else if (connection.hasRoom) {
        const ejected = outliers !== undefined && outliers.ejected > 0 && outliers.isEjected(connection.host);
        if (!ejected && !connection.isSuspect) return connection;
        spare ??= connection;
      }
    }
    return spare;
  }

  #wake(): void {
    if (this.#subchannels.length === 0) this.#resolver?.refresh();
    for (const subchannel of this.#subchannels) subchannel.wake();
  }

  #promising(): boolean {
    return this.#resolver?.promising === true || this.#subchannels.some((subchannel) => subchannel.promising);
  }

  #wanted(): boolean {
    return this.#waiting.size > 0 || this.#connectors.size > 0 || this.clock() - this.#lastCallMs < RECENT_MS;
  }

  /** After any change: starts what can start, fails what has nothing left to hope for. */
  #review(): void {
    if (this.#closing !== undefined || (this.#waiting.size === 0 && this.#connectors.size === 0)) return;
    for (const call of this.#waiting) {
      const connection = this.#pick();
      if (connection === undefined) break;
      this.#waiting.delete(call);
      call.startOn(connection);
    }
    if (this.#waiting.size > 0 && !this.#promising()) this.#failWaiting();
    if (this.#connectors.size > 0 && this.state() === 'ready') {
      for (const connector of [...this.#connectors]) connector.connected();
    }
  }

  #failWaiting(): void {
    const reply = this.#unavailable();
    const calls = [...this.#waiting];
    this.#waiting.clear();
    for (const call of calls) call.fail(reply);
  }

  #unavailable(): UpstreamReply {
    const cause = this.#closing === undefined ? (this.failure() ?? 'not connected') : 'closed here';
    return transportStatus(statusCode.UNAVAILABLE, `no connection to ${this.target}: ${cause}`, false);
  }

  #onResolved(addresses: readonly Address[]): void {
    this.#use(addresses);
    if (this.#wanted()) this.#wake();
    this.#review();
  }

  /** Makes the subchannels those of the addresses. What is still there keeps its connection. */
  #use(addresses: readonly Address[]): void {
    const byText = new Map(addresses.map((address) => [addressText(address), address]));
    for (const [text, subchannel] of this.#byAddress) {
      if (byText.has(text)) continue;
      this.#byAddress.delete(text);
      this.#retired.add(subchannel);
      void subchannel.retire().then(() => this.#retired.delete(subchannel));
    }
    for (const [text, address] of byText) {
      if (!this.#byAddress.has(text)) this.#byAddress.set(text, this.#subchannel(address));
    }
    this.#subchannels = [...this.#byAddress.values()];
    this.#settings.outliers?.use(this.#subchannels.map(({ host }) => host));
    this.#next = 0;
  }

  #subchannel(address: Address): Subchannel {
    return new Subchannel(address, this.#settings.subchannel, {
      changed: () => this.#review(),
      suspect: () => this.#resolver?.refresh(),
      wanted: () => this.#wanted(),
    });
  }

  async #close(): Promise<void> {
    this.#resolver?.close();
    // `#closing` is set when the caller has what this returns: what follows relies on it.
    await Promise.resolve();
    this.#failWaiting();
    for (const { failed } of [...this.#connectors]) failed(new Error(`the upstream ${this.target} is closed`));
    await Promise.all([...this.#subchannels, ...this.#retired].map((subchannel) => subchannel.destroy()));
  }
}
