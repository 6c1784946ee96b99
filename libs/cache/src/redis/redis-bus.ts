import type { Redis } from 'ioredis';
import type { Cancel } from '../byte-cache.ts';
import type { Timers } from '../timers.ts';
import { heardChannel, INVALIDATED_CHANNEL } from './redis-key.ts';

/** An invalidation as it is told to all replicas. */
export interface Told {
  /** When, by Redis's clock. */
  readonly moment: number;
  /** None: all. */
  readonly tags: readonly string[];
}

interface Waiting {
  /** Unknown until Redis says how many are being told. */
  told: number | undefined;
  heard: number;
  readonly done: () => void;
  readonly cancelTimer: Cancel;
}

/**
 * Carries invalidations between replicas, and the word that they have been heard. Messages may be lost: what has to be
 * right in the end does not rest on it.
 */
export class RedisBus {
  readonly #replica: string;
  readonly #subscriber: Redis;
  readonly #timers: Timers;
  readonly #waiting = new Map<string, Waiting>();
  #count = 0;
  #closed = false;

  /**
   * @param replica - What this one is called, unlike any other.
   * @param subscriber - A connection for this alone.
   * @param invalidated - Told of invalidations by others.
   * @param say - Publishes a message, if it can.
   */
  constructor(
    replica: string,
    subscriber: Redis,
    timers: Timers,
    invalidated: (told: Told) => void,
    say: (channel: string, message: string) => void,
  ) {
    this.#replica = replica;
    this.#subscriber = subscriber;
    this.#timers = timers;
    const heard = heardChannel(replica);
    subscriber.on('message', (channel: string, message: string) => {
      if (channel === heard) {
        this.#heard(message);
        return;
      }
      const told = parse(message);
      if (told === undefined) return;
      if (told.from === replica) {
        this.#heard(told.id);
        return;
      }
      invalidated(told);
      say(heardChannel(told.from), told.id);
    });
    subscriber.on('ready', () => {
      // Where that fails, the connection does, and it is ready again later.
      subscriber.subscribe(INVALIDATED_CHANNEL, heard).catch(() => undefined);
    });
  }

  /**
   * Makes the message for an invalidation.
   *
   * @param waitMs - How long at most to wait for the others.
   * @param done - Called once: when all whom Redis told have heard of it, or after that time.
   */
  announce(
    tags: readonly string[],
    waitMs: number,
    done: () => void,
  ): { readonly id: string; readonly message: string } {
    const id = String(++this.#count);
    const cancelTimer = this.#timers.after(waitMs, () => this.#end(id));
    this.#waiting.set(id, { told: undefined, heard: 0, done, cancelTimer });
    return { id, message: JSON.stringify({ from: this.#replica, id, tags }) };
  }

  /** Redis is telling so many replicas, this one among them; 0 where it could not be asked to. */
  announced(id: string, told: number): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    waiting.told = told;
    if (waiting.heard >= told) this.#end(id);
  }

  /** Makes a new connection where the present one has become silent, which nobody would notice otherwise. */
  probe(): void {
    if (this.#subscriber.status !== 'ready') return;
    this.#subscriber.ping().catch(() => {
      if (!this.#closed) this.#subscriber.disconnect(true);
    });
  }

  /** Ends all waiting. */
  close(): void {
    this.#closed = true;
    for (const id of [...this.#waiting.keys()]) this.#end(id);
    this.#subscriber.disconnect();
  }

  #heard(id: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    waiting.heard++;
    if (waiting.told !== undefined && waiting.heard >= waiting.told) this.#end(id);
  }

  #end(id: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.cancelTimer();
    waiting.done();
  }
}

/** Anybody may publish, so nothing of the message is taken on trust. */
function parse(message: string): (Told & { readonly from: string; readonly id: string }) | undefined {
  const space = message.indexOf(' ');
  const moment = Number(message.slice(0, space));
  if (space <= 0 || !Number.isFinite(moment)) return undefined;
  try {
    const { from, id, tags } = JSON.parse(message.slice(space + 1)) as Record<string, unknown>;
    if (typeof from !== 'string' || typeof id !== 'string' || !Array.isArray(tags)) return undefined;
    const names = tags.filter((tag): tag is string => typeof tag === 'string');
    return names.length === tags.length ? { moment, tags: names, from, id } : undefined;
  } catch {
    return undefined;
  }
}
