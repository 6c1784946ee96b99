import type { Redis } from 'ioredis';
import type { Cancel } from '../byte-cache.ts';
import type { Clock } from '../clock.ts';
import { MomentEstimate } from '../moment-estimate.ts';
import { PendingInvalidations } from '../pending-invalidations.ts';
import { decodeRecord, encodeRecord, type SharedRecord } from '../shared-record.ts';
import type { SharedQuestion, SharedRead, SharedTier, SharedTierListener } from '../shared-tier.ts';
import { SteadyTime } from '../steady-time.ts';
import { TierHealth } from '../tier-health.ts';
import type { Timers } from '../timers.ts';
import { RedisBus, type Told } from './redis-bus.ts';
import { connectionTo } from './redis-connection.ts';
import { INVALIDATED_CHANNEL, LOG_KEY, PROBE_KEY, leaseKey, recordKey } from './redis-key.ts';
import { RedisScript } from './redis-script.ts';
import { invalidateReply, momentOf, readReply, syncReply, type SyncReply } from './replies.ts';
import { INVALIDATE, READ, RELEASE, REMOVE, RENEW, SYNC, WRITE } from './scripts.ts';

/** That Redis went, with why, or came back. */
export type RedisChange = { readonly kind: 'usable' } | { readonly kind: 'unusable'; readonly cause: string };

/** How long Redis is waited for. */
export interface Patience {
  /** An answer that takes longer is slow; when all are for a tenth of a second, requests go on without Redis. */
  readonly answerMs: number;
  /** An invalidation waits so long for the other replicas. */
  readonly commandMs: number;
}

/** What a Redis tier is made of. */
export interface RedisTierOptions {
  /** As `redis://user:password@127.0.0.1:6379/0`, or `rediss://` for TLS. */
  readonly url: string;
  readonly clock: Clock;
  readonly timers: Timers;
  /** From 0 up to 1, as `Math.random`; replicas must not have the same. */
  readonly random: () => number;
  /** Default: 4 and 50 ms. */
  readonly patience?: Patience;
  /** For the log. */
  readonly onChange?: (change: RedisChange) => void;
}

const SYNC_EVERY_MS = 1000;
/** After so many syncs without an answer the connection is made anew: its other end may be gone without a word. */
const MOST_SILENT_SYNCS = 3;
const DEFAULT_PATIENCE: Patience = { answerMs: 4, commandMs: 50 };
/** So long a slow answer is waited for as long as Redis is not known to be in trouble. */
const GRACE_MS = 250;
/** A lease that is not renewed, for its holder is gone. */
const LEASE_MS = 1000;
/** When a command is given up for good; a process that is busy for a while gets round to its answers later than they come. */
const LOST_MS = 500;
/** So long those who wait for a lease can hear that its holder has failed; they look every 16 ms. */
const FAILURE_MS = 250;
const MOST_FAILURE_BYTES = 64 * 1024;
const MOST_LOGGED_TAGS = 100_000;
/** What may be under way to Redis at one time; what is more is not written. */
const MOST_WRITING_BYTES = 8 * 1024 * 1024;
const LONGEST_LIFE_MS = 1e12;
/** A tick of a clock of milliseconds, by which an age may come out too small. */
const TICK_MS = 1;

const scripts = {
  read: new RedisScript(READ),
  write: new RedisScript(WRITE),
  remove: new RedisScript(REMOVE),
  renew: new RedisScript(RENEW),
  release: new RedisScript(RELEASE),
  invalidate: new RedisScript(INVALIDATE),
  sync: new RedisScript(SYNC),
};

/**
 * Redis as the tier that replicas share.
 *
 * Once a second it is asked what was invalidated of late, which also shows whether it can be read and written in time. While
 * it cannot, nothing else is asked of it; invalidations wait, and are told before anything is read again.
 */
export class RedisTier implements SharedTier {
  readonly #redis: Redis;
  readonly #bus: RedisBus;
  readonly #timers: Timers;
  readonly #time: SteadyTime;
  readonly #moment: MomentEstimate;
  readonly #health: TierHealth;
  readonly #replica: string;
  readonly #patience: Patience;
  readonly #onChange: (change: RedisChange) => void;
  readonly #pending = new PendingInvalidations();
  /** When tags were invalidated by what the next look into the log will show, too. */
  readonly #applied = new Map<string, number>();
  #listener: SharedTierListener | undefined;
  /** All invalidations up to this moment have been told here. */
  #knownUpTo: number | undefined;
  #writingBytes = 0;
  #silentSyncs = 0;
  #told: boolean | undefined;
  #closed = false;
  #cancelSync: Cancel = () => undefined;

  constructor(options: RedisTierOptions) {
    const { url, clock, timers, random } = options;
    this.#timers = timers;
    this.#time = new SteadyTime(clock);
    this.#moment = new MomentEstimate(this.#time);
    this.#patience = options.patience ?? DEFAULT_PATIENCE;
    this.#health = new TierHealth(timers, this.#time, this.#patience.answerMs);
    this.#onChange = options.onChange ?? (() => undefined);
    this.#replica = [random(), random()].map((part) => Math.floor(part * 2 ** 48).toString(36)).join('-');
    this.#redis = connectionTo(url, Math.max(LOST_MS, this.#patience.commandMs));
    this.#redis.on('ready', () => this.#connected());
    this.#redis.on('error', (error: Error) => this.#failed(error));
    this.#redis.on('close', () => this.#failed(undefined));
    const subscriber = connectionTo(url, SYNC_EVERY_MS);
    // What is wrong with one connection is with the other, which tells.
    subscriber.on('error', () => undefined);
    this.#bus = new RedisBus(
      this.#replica,
      subscriber,
      timers,
      (told) => this.#invalidatedElsewhere(told),
      (channel, message) => void this.#redis.publish(channel, message).catch(() => undefined),
    );
    this.#syncLater();
  }

  /** {@inheritDoc SharedTier.usable} */
  get usable(): boolean {
    return this.#health.usable;
  }

  /** {@inheritDoc SharedTier.moment} */
  moment(): number | undefined {
    return this.#moment.now();
  }

  /** {@inheritDoc SharedTier.listen} */
  listen(listener: SharedTierListener): void {
    this.#listener = listener;
  }

  /** {@inheritDoc SharedTier.read} */
  read(key: string, { wanted, waitedFor }: SharedQuestion, done: (read: SharedRead) => void): void {
    if (!this.usable) {
      done({ kind: 'unavailable' });
      return;
    }
    let told = false;
    let cancelTimer: Cancel = () => undefined;
    const tell = (read: SharedRead): void => {
      cancelTimer();
      if (!told) done(read);
      told = true;
    };
    const giveUp = (): void => tell({ kind: 'unavailable' });
    const begunMs = this.#time.now();
    this.#run(
      scripts.read,
      [recordKey(key), leaseKey(key), LOG_KEY],
      [this.#replica, String(LEASE_MS), wanted === 'fresh' ? '1' : '0', waitedFor ?? ''],
      (reply) => tell(this.#found(reply, this.#time.now() - begunMs)),
      () => {
        // Not at once: a slow answer now and then is no trouble of Redis's but of a busy machine, and who is not told that
        // somebody else asks does so, too. If it is trouble it will be known soon, and nobody waits at all.
        if (!this.usable || told) giveUp();
        else cancelTimer = this.#timers.after(GRACE_MS, () => (cancelTimer = this.#timers.after(0, giveUp)));
      },
    );
  }

  /** {@inheritDoc SharedTier.write} */
  write(key: string, record: SharedRecord): void {
    const bytes = encodeRecord(record);
    if (!this.usable || bytes === undefined || this.#writingBytes + bytes.length > MOST_WRITING_BYTES) return;
    const { ttlMs, staleWhileRevalidateMs, staleIfErrorMs } = record.lifetime;
    const lifeMs = Math.min(LONGEST_LIFE_MS, Math.ceil(ttlMs + Math.max(staleWhileRevalidateMs, staleIfErrorMs)));
    this.#writingBytes += bytes.length;
    this.#run(
      scripts.write,
      [recordKey(key), leaseKey(key), LOG_KEY],
      [Buffer.from(bytes.buffer), String(lifeMs)],
      () => (this.#writingBytes -= bytes.length),
    );
  }

  /** {@inheritDoc SharedTier.remove} */
  remove(key: string): void {
    if (this.usable) this.#run(scripts.remove, [recordKey(key)], [], () => undefined);
  }

  /** {@inheritDoc SharedTier.renew} */
  renew(key: string): void {
    if (this.usable) this.#run(scripts.renew, [leaseKey(key)], [this.#replica, String(LEASE_MS)], () => undefined);
  }

  /** {@inheritDoc SharedTier.release} */
  release(key: string, failure: Uint8Array | undefined): void {
    if (!this.usable) return;
    const told = failure !== undefined && failure.length <= MOST_FAILURE_BYTES ? [Buffer.from(failure)] : [];
    this.#run(scripts.release, [leaseKey(key)], [this.#replica, String(FAILURE_MS), ...told], () => undefined);
  }

  /** {@inheritDoc SharedTier.invalidate} */
  invalidate(tags: readonly string[], done: () => void): void {
    if (this.#redis.status !== 'ready') {
      this.#pending.add(tags);
      done();
      return;
    }
    // Also where it is too slow to be read: the sooner the others hear of it, the better. Only that nobody waits long.
    const { answerMs, commandMs } = this.#patience;
    this.#announce(tags, this.usable ? commandMs : answerMs, done, (told) => {
      if (!told) this.#pending.add(tags);
    });
  }

  /** {@inheritDoc SharedTier.close} */
  close(): void {
    this.#closed = true;
    this.#cancelSync();
    this.#health.failed();
    this.#bus.close();
    this.#redis.disconnect();
  }

  #found(reply: unknown, passedMs: number): SharedRead {
    const read = readReply(reply);
    if (read === undefined) return { kind: 'unavailable' };
    const { bytes, lease, marked, moment } = read;
    if (lease.kind === 'failed') return lease;
    const record = bytes === undefined ? undefined : decodeRecord(bytes);
    if (record === undefined) return { kind: 'nothing', lease };
    const ageMs = Math.max(0, moment - record.storedAt) / 1000 + passedMs + TICK_MS;
    return { kind: 'found', record, ageMs, marked, lease };
  }

  /** @param told - whether Redis has taken it; none of `tags`: all. */
  #announce(tags: readonly string[], waitMs: number, heard: () => void, told: (told: boolean) => void): void {
    const { id, message } = this.#bus.announce(tags, waitMs, heard);
    const values = [message, String(MOST_LOGGED_TAGS), ...tags];
    this.#run(scripts.invalidate, [LOG_KEY, Buffer.from(INVALIDATED_CHANNEL)], values, (reply) => {
      const invalidation = invalidateReply(reply);
      if (invalidation !== undefined) for (const tag of tags) this.#applied.set(tag, invalidation.moment - 1);
      told(invalidation !== undefined);
      this.#bus.announced(id, invalidation?.told ?? 0);
    });
  }

  #invalidatedElsewhere({ moment, tags }: Told): void {
    // Otherwise it has been read from the log already.
    if (this.#knownUpTo !== undefined && moment <= this.#knownUpTo) return;
    if ((this.#moment.now() ?? Infinity) <= moment) this.#moment.hear(moment + 1);
    for (const tag of tags) this.#applied.set(tag, moment);
    if (tags.length === 0) this.#listener?.lostTrack();
    else this.#listener?.invalidated(tags);
  }

  #syncLater(): void {
    this.#cancelSync();
    this.#cancelSync = this.#timers.after(SYNC_EVERY_MS, () => this.#sync());
  }

  #connected(): void {
    void Promise.all(Object.values(scripts).map((script) => script.load(this.#redis))).then(
      () => this.#sync(),
      (error: unknown) => this.#failed(error instanceof Error ? error : undefined),
    );
  }

  #sync(): void {
    if (this.#closed) return;
    this.#syncLater();
    if (this.#redis.status !== 'ready') return;
    this.#bus.probe();
    // Before the look into the log: what Redis has must be marked before it is read from again.
    this.#tellPending();
    let slow = false;
    const since = this.#knownUpTo === undefined ? '-1' : String(this.#knownUpTo);
    this.#run(
      scripts.sync,
      [LOG_KEY, PROBE_KEY],
      [since],
      (reply) => {
        const log = syncReply(reply);
        if (log === undefined) {
          this.#notSynced();
          return;
        }
        this.#silentSyncs = 0;
        this.#apply(log);
        if (!slow && !this.usable) this.#recovered();
      },
      () => (slow = true),
    );
  }

  #tellPending(): void {
    if (this.#pending.empty) return;
    const pending = this.#pending.take();
    this.#announce(
      pending.kind === 'all' ? [] : pending.tags,
      0,
      () => undefined,
      (told) => {
        if (told) return;
        if (pending.kind === 'all') this.#pending.addAll();
        else this.#pending.add(pending.tags);
      },
    );
  }

  #apply({ moment, floor, invalidated }: SyncReply): void {
    const known = this.#knownUpTo;
    // The first look into the log may come long after the start, and what was invalidated until then is not known.
    // A clock that has stepped back (another Redis has taken over) may hide some, too.
    if (known === undefined || floor > known || moment < known) this.#listener?.lostTrack();
    const news = invalidated.filter(({ tag, moment: at }) => at > (this.#applied.get(tag) ?? 0));
    if (news.length > 0) this.#listener?.invalidated(news.map(({ tag }) => tag));
    this.#knownUpTo = moment;
    for (const [tag, at] of this.#applied) if (at <= moment) this.#applied.delete(tag);
    this.#listener?.heardAll();
  }

  #notSynced(): void {
    if (this.#closed) return;
    this.#silentSyncs++;
    if (this.#silentSyncs < MOST_SILENT_SYNCS) return;
    this.#silentSyncs = 0;
    this.#redis.disconnect(true);
  }

  /** @param done - called once, with undefined where there is no answer. */
  #run(
    script: RedisScript,
    keys: readonly Buffer[],
    values: readonly (string | Buffer)[],
    done: (reply: unknown) => void,
    slow: () => void = () => undefined,
  ): void {
    const attempt = this.#health.begin(() => {
      slow();
      this.#tell('it answers too slowly');
    });
    void script.run(this.#redis, keys, values).then(
      (reply) => {
        attempt.ended('well');
        const moment = momentOf(reply);
        if (moment !== undefined) this.#moment.hear(moment);
        done(reply);
      },
      (error: unknown) => {
        if (error instanceof Error && error.message === 'Command timed out') {
          attempt.ended('unanswered');
          this.#tell('it does not answer in time');
        } else {
          attempt.ended('error');
          this.#failed(error instanceof Error ? error : undefined);
        }
        done(undefined);
      },
    );
  }

  #failed(error: Error | undefined): void {
    this.#health.failed();
    this.#tell(error?.message ?? 'the connection is closed');
  }

  #recovered(): void {
    this.#health.recovered();
    // What has come in since is sent before anything that is read from now on.
    this.#tellPending();
    this.#tell('');
  }

  /** Tells that Redis has gone or come, where that is new. */
  #tell(cause: string): void {
    if (this.#closed || this.#told === this.usable) return;
    this.#told = this.usable;
    this.#onChange(this.usable ? { kind: 'usable' } : { kind: 'unusable', cause });
  }
}
