import type { IncomingHttpHeaders } from 'node:http2';

/** A reply's headers and trailers as one. Keys are in lower case; values of `-bin` keys are base64. */
export interface Trailers {
  /** The value of a key, a trailer before a header; several values are joined by `, `. */
  get(key: string): string | undefined;
  /** All pairs, headers first. HTTP's pseudo headers are left out. */
  entries(): Iterable<readonly [key: string, value: string]>;
}

/** Trailers of a call that received none. */
export const noTrailers: Trailers = { get: () => undefined, entries: () => [] };

/** Reads from what node:http2 has made anyway: nothing is copied before it is asked for. */
export class ReceivedTrailers implements Trailers {
  readonly #headers: IncomingHttpHeaders;
  readonly #trailers: IncomingHttpHeaders | undefined;

  constructor(headers: IncomingHttpHeaders, trailers: IncomingHttpHeaders | undefined) {
    this.#headers = headers;
    this.#trailers = trailers;
  }

  get(key: string): string | undefined {
    return asText(this.#trailers?.[key] ?? this.#headers[key]);
  }

  *entries(): Iterable<readonly [string, string]> {
    for (const block of [this.#headers, this.#trailers]) {
      if (block === undefined) continue;
      for (const key of Object.keys(block)) {
        const value = key.startsWith(':') ? undefined : asText(block[key]);
        if (value !== undefined) yield [key, value];
      }
    }
  }
}

/** Node gives a list for `set-cookie` only, and joins the values of other keys by itself. */
function asText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
