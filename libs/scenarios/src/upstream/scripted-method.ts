import type { DescMethod, Message } from '@bufbuild/protobuf';
import type { MethodScript, ScriptedAnswer, ScriptEntry } from '../scenario.ts';
import { decodeMessage } from '../types/decode-message.ts';

/** How a scripted method answers a call. */
export interface Choice {
  readonly request: Message | undefined;
  /** Undefined: no entry matches. */
  readonly entry: Pick<ScriptEntry, 'answer' | 'delayMs'> | undefined;
}

/** A failure of a scripted upstream's own, without details. */
export function plainStatus(code: number, message: string): ScriptedAnswer {
  return { kind: 'status', code, message, details: undefined, trailers: [] };
}

/** Chooses among the entries of a method, and counts how often each has answered, over all cases of the scenario. */
export class ScriptedMethod {
  readonly #method: DescMethod;
  readonly #entries: readonly ScriptEntry[];
  readonly #answered = new Map<ScriptEntry, number>();

  /** @param script - undefined: the method has no entries */
  constructor(method: DescMethod, script: MethodScript | undefined) {
    this.#method = method;
    this.#entries = script?.entries ?? [];
  }

  /** The entry that answers a request: the first that matches and is not used up. */
  choose(bytes: Uint8Array): Choice {
    const request = decodeMessage(this.#method.input, bytes);
    const entry =
      request === undefined
        ? undefined
        : this.#entries.find((each) => this.#count(each) < each.times && each.matches(request));
    if (entry !== undefined) this.#answered.set(entry, this.#count(entry) + 1);
    return { request, entry };
  }

  #count(entry: ScriptEntry): number {
    return this.#answered.get(entry) ?? 0;
  }
}
