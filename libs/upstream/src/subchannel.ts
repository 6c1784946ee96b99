import type { Address } from './address.ts';
import { BackOff } from './back-off.ts';
import { Connection, type ConnectionSettings, type Loss } from './connection.ts';
import { HostRecord } from './containment/outlier-detector.ts';

/** What is the same for all subchannels of an upstream. */
export interface SubchannelSettings {
  readonly connection: ConnectionSettings;
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  readonly clock: () => number;
  readonly random: () => number;
}

/** What a subchannel tells the channel, and asks it. */
export interface SubchannelEvents {
  /** Something changed that calls may be waiting for. */
  changed(): void;
  /** The address may be out of date. */
  suspect(): void;
  /** Whether anyone wants a connection: calls wait, or there were some lately. */
  wanted(): boolean;
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting'; readonly connection: Connection; readonly startedMs: number; patient: boolean }
  | { readonly kind: 'ready'; readonly connection: Connection; readonly startedMs: number }
  | { readonly kind: 'pausing'; readonly untilMs: number }
  | { readonly kind: 'closed' };

/**
 * How long calls wait for a new attempt after one that failed. A server that is back answers in a few milliseconds; one
 * that hangs would cost the whole connect timeout.
 */
const PATIENCE_MS = 100;
const MAX_KEEPALIVE_GROWTH = 64;

/** Keeps one connection to one address: connects when wanted, and again after failures, with growing pauses. */
export class Subchannel {
  readonly host = new HostRecord();
  readonly #address: Address;
  readonly #settings: SubchannelSettings;
  readonly #events: SubchannelEvents;
  readonly #backOff: BackOff;
  /** All connections that are not closed: the current one, and those that finish their calls. */
  readonly #connections = new Set<Connection>();
  readonly #onClosed: (() => void)[] = [];
  #state: State = { kind: 'idle' };
  #timer: NodeJS.Timeout | undefined;
  #failure: string | undefined;
  #keepaliveGrowth = 1;

  constructor(address: Address, settings: SubchannelSettings, events: SubchannelEvents) {
    this.#address = address;
    this.#settings = settings;
    this.#events = events;
    this.#backOff = new BackOff(settings.reconnectMinMs, settings.reconnectMaxMs, settings.random);
  }

  /** The connection, where one is up. */
  get connection(): Connection | undefined {
    return this.#state.kind === 'ready' ? this.#state.connection : undefined;
  }

  /** Why the last attempt failed, where none has succeeded since. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Whether a call that waits can hope for a connection soon. */
  get promising(): boolean {
    switch (this.#state.kind) {
      case 'ready':
        return true;
      case 'connecting':
        return this.#failure === undefined || this.#state.patient;
      case 'pausing':
        return this.#failure === undefined;
      case 'idle':
      case 'closed':
        return false;
    }
  }

  /** Whether an attempt is under way. */
  get connecting(): boolean {
    return this.#state.kind === 'connecting' || (this.#state.kind === 'pausing' && this.#failure === undefined);
  }

  /** Someone wants a connection: starts an attempt, unless one is under way or it is too early for another. */
  wake(): void {
    const state = this.#state;
    if (state.kind === 'idle' || (state.kind === 'pausing' && this.#settings.clock() >= state.untilMs)) this.#attempt();
  }

  /** Takes no new calls; those under way end in their own time. Resolves when the last socket is closed. */
  retire(): Promise<void> {
    return this.#shut((connection) => connection.close());
  }

  /** Ends all at once, also after {@link retire}. Resolves when the last socket is closed. */
  destroy(): Promise<void> {
    return this.#shut((connection) => connection.destroy({ kind: 'plain', reason: 'closed here' }));
  }

  #shut(end: (connection: Connection) => void): Promise<void> {
    this.#state = { kind: 'closed' };
    clearTimeout(this.#timer);
    for (const connection of this.#connections) end(connection);
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onClosed.push(resolve));
  }

  #attempt(): void {
    clearTimeout(this.#timer);
    const startedMs = this.#settings.clock();
    const base = this.#settings.connection;
    const connection: Connection = new Connection(
      this.#address,
      this.host,
      { ...base, keepaliveTimeMs: base.keepaliveTimeMs * this.#keepaliveGrowth },
      {
        ready: () => this.#onReady(connection, startedMs),
        draining: () => this.#onDraining(connection),
        room: () => this.#events.changed(),
        closed: (loss) => this.#onConnectionClosed(connection, loss),
      },
    );
    this.#connections.add(connection);
    const state: State = { kind: 'connecting', connection, startedMs, patient: true };
    this.#state = state;
    if (this.#failure === undefined) return;
    this.#timer = setTimeout(() => {
      state.patient = false;
      this.#events.changed();
    }, PATIENCE_MS);
  }

  #onReady(connection: Connection, startedMs: number): void {
    if (this.#state.kind === 'closed') return;
    clearTimeout(this.#timer);
    this.#backOff.reset();
    this.#failure = undefined;
    this.#state = { kind: 'ready', connection, startedMs };
    this.#events.changed();
  }

  #onDraining(connection: Connection): void {
    if (this.#state.kind !== 'ready' || this.#state.connection !== connection) return;
    this.#pause(this.#state.startedMs);
    this.#events.suspect();
    this.#events.changed();
  }

  #onConnectionClosed(connection: Connection, loss: Loss): void {
    this.#connections.delete(connection);
    if (loss.kind === 'pinged') this.#keepaliveGrowth = Math.min(this.#keepaliveGrowth * 2, MAX_KEEPALIVE_GROWTH);
    const state = this.#state;
    if (state.kind === 'closed') {
      if (this.#connections.size === 0) for (const resolve of this.#onClosed.splice(0)) resolve();
      return;
    }
    if ((state.kind !== 'connecting' && state.kind !== 'ready') || state.connection !== connection) return;
    // The loss of a connection that worked is no failure yet: the next attempt tells, mostly within a millisecond.
    if (state.kind === 'connecting' || loss.kind === 'hung') this.#failure = describe(connection.peer, loss.reason);
    this.#pause(state.startedMs);
    this.#events.suspect();
    this.#events.changed();
  }

  /** Waits for the time of the next attempt, which counts from the start of the last one (gRPC, connection-backoff.md). */
  #pause(startedMs: number): void {
    clearTimeout(this.#timer);
    const nowMs = this.#settings.clock();
    const untilMs = startedMs + this.#backOff.nextMs();
    if (untilMs <= nowMs) {
      this.#state = { kind: 'idle' };
      if (this.#events.wanted()) this.#attempt();
      return;
    }
    this.#state = { kind: 'pausing', untilMs };
    this.#timer = setTimeout(() => this.#resume(), untilMs - nowMs);
    // A pause without waiting calls should not keep a process alive.
    if (this.#failure !== undefined) this.#timer.unref();
  }

  #resume(): void {
    this.#state = { kind: 'idle' };
    if (this.#events.wanted()) this.#attempt();
    this.#events.changed();
  }
}

/** Node's socket errors name the address by themselves. */
function describe(peer: string, reason: string): string {
  return reason.includes(peer) ? reason : `${peer}: ${reason}`;
}
