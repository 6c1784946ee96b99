import type { DescMethod, Message } from '@bufbuild/protobuf';

/** A call that arrived at a scripted upstream. */
export interface Arrival {
  readonly method: DescMethod;
  /** Undefined where the bytes are no valid message. */
  readonly request: Message | undefined;
  readonly bytes: Uint8Array;
  /** The call's metadata: what the caller sent as header fields, but gRPC's own. Values of `-bin` keys in base64. */
  readonly metadata: ReadonlyMap<string, readonly string[]>;
  /** The time it was given, from the header `grpc-timeout`; undefined: no deadline. */
  readonly givenMs: number | undefined;
  /** Whether an entry of the script matched. */
  readonly matched: boolean;
}
