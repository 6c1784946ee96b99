import type { Any } from '@bufbuild/protobuf/wkt';

/** What a caller got for a call. */
export interface Answer {
  /** A gRPC status code. */
  readonly code: number;
  /** The status' message. */
  readonly message: string;
  /** The status' details. */
  readonly details: readonly Any[];
  /** The response's bytes; undefined where the status is not OK. */
  readonly response: Uint8Array | undefined;
  /** By lowercase key. Values of `-bin` keys are bytes. */
  readonly trailers: ReadonlyMap<string, readonly (string | Uint8Array)[]>;
  /** From the call to the answer. */
  readonly durationMs: number;
}
