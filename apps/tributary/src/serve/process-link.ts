/** What a message goes through: a child process, a worker of a cluster, or `process` itself in one of those. */
export interface ProcessChannel {
  send?(message: unknown, done: (error: Error | null) => void): unknown;
  on(event: 'message', heard: (message: unknown) => void): unknown;
}

/** What may be asked across a link, by its name: what is sent, and what comes back. Both have to be JSON. */
export type Questions = Readonly<Record<string, { readonly ask: unknown; readonly answer: unknown }>>;

interface Ask {
  readonly tributary: 'ask';
  readonly id: number;
  readonly name: string;
  readonly ask: unknown;
}

interface Answer {
  readonly tributary: 'answer';
  readonly id: number;
  readonly answer: unknown;
}

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly limit: NodeJS.Timeout;
}

/**
 * Questions and answers between two processes, over the channel that Node puts between a process and its children.
 *
 * @typeParam Theirs - what may be asked of the other side
 * @typeParam Ours - what the other side may ask
 */
export class ProcessLink<Theirs extends Questions, Ours extends Questions> {
  readonly #channel: ProcessChannel;
  readonly #pending = new Map<number, Pending>();
  readonly #answerers = new Map<string, (ask: never) => unknown>();
  #asked = 0;

  constructor(channel: ProcessChannel) {
    this.#channel = channel;
    channel.on('message', (message) => {
      if (isAsk(message)) void this.#reply(message);
      else if (isAnswer(message)) this.#settle(message.id, ({ resolve }) => resolve(message.answer));
    });
  }

  /** Says how a question is answered. One that throws is not answered. */
  answer<Name extends keyof Ours & string>(
    name: Name,
    answerer: (ask: Ours[Name]['ask']) => Ours[Name]['answer'] | Promise<Ours[Name]['answer']>,
  ): void {
    this.#answerers.set(name, answerer);
  }

  /**
   * Asks the other side.
   *
   * @throws Error where it does not answer within `timeoutMs`, or is gone
   */
  ask<Name extends keyof Theirs & string>(
    name: Name,
    ask: Theirs[Name]['ask'],
    timeoutMs: number,
  ): Promise<Theirs[Name]['answer']> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#settle(id, (pending) => pending.reject(new Error(`no answer to ${name} within ${timeoutMs} ms`)));
      }, timeoutMs);
      this.#pending.set(id, { resolve, reject, limit });
      this.#send({ tributary: 'ask', id, name, ask } satisfies Ask, (error) => {
        if (error !== null) this.#settle(id, (pending) => pending.reject(error));
      });
    });
  }

  /** Ends all questions that are under way: the other side is gone. */
  end(): void {
    for (const id of this.#pending.keys()) this.#settle(id, ({ reject }) => reject(new Error('the process is gone')));
  }

  async #reply({ id, name, ask }: Ask): Promise<void> {
    const answerer = this.#answerers.get(name);
    if (answerer === undefined) return;
    let answer: unknown;
    try {
      answer = await answerer(ask as never);
    } catch {
      // Who asked hears nothing, and knows how long to wait for that.
      return;
    }
    // Who asked may be gone by now, which they know better than anybody.
    this.#send({ tributary: 'answer', id, answer } satisfies Answer, () => {});
  }

  #send(message: Ask | Answer, done: (error: Error | null) => void): void {
    if (this.#channel.send === undefined) done(new Error('the process is gone'));
    else this.#channel.send(message, done);
  }

  #settle(id: number, settle: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    clearTimeout(pending.limit);
    settle(pending);
  }
}

function isAsk(message: unknown): message is Ask {
  return isOurs(message) && message.tributary === 'ask';
}

function isAnswer(message: unknown): message is Answer {
  return isOurs(message) && message.tributary === 'answer';
}

function isOurs(message: unknown): message is { readonly tributary: unknown } {
  return typeof message === 'object' && message !== null && 'tributary' in message;
}
