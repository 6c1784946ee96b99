import type { Redis } from 'ioredis';

/** A script, sent by its digest; in full where Redis does not know it (any more). */
export class RedisScript {
  readonly #source: string;
  /** As Redis says when it is made known; the same for all Redises. */
  #digest: string | undefined;

  constructor(source: string) {
    this.#source = source;
  }

  /** Makes it known, so that running it takes one turn. Rejects where that fails. */
  async load(redis: Redis): Promise<void> {
    this.#digest = String(await redis.script('LOAD', this.#source));
  }

  /** Runs it; replies hold `Buffer`s. Rejects with what Redis or the connection has to say. */
  async run(redis: Redis, keys: readonly Buffer[], values: readonly (string | Buffer)[]): Promise<unknown> {
    const rest = [keys.length, ...keys, ...values];
    if (this.#digest === undefined) return await redis.callBuffer('EVAL', this.#source, ...rest);
    try {
      return await redis.callBuffer('EVALSHA', this.#digest, ...rest);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await redis.callBuffer('EVAL', this.#source, ...rest);
    }
  }
}
