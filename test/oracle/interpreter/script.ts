/** How upstreams behave: for each method a pure function of the request. */
import type { DescMethod, Message } from '@bufbuild/protobuf';

/** What an upstream says to a request. */
export type ScriptedReply =
  | { readonly kind: 'ok'; readonly bytes: Uint8Array }
  /** The bytes are no valid message. */
  | { readonly kind: 'malformed'; readonly bytes: Uint8Array }
  | { readonly kind: 'status'; readonly code: number; readonly message: string };

/** The upstreams of a composition. The reply to several keys has of each key the items that the reply to it alone has. */
export type Script = (method: DescMethod, request: Message) => ScriptedReply;
