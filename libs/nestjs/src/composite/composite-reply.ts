/** Metadata of an answer as the engine has it: keys in lower case; those that end in `-bin` carry bytes. */
export type ReplyTrailers = readonly (readonly [key: string, value: string | Uint8Array])[];

/** What a composite method answers with, on its way from the handler to the wire. Interceptors of the app see it. */
export class CompositeReply {
  /** The response message, encoded. */
  readonly message: Uint8Array;
  readonly trailers: ReplyTrailers;

  constructor(message: Uint8Array, trailers: ReplyTrailers = []) {
    this.message = message;
    this.trailers = trailers;
  }
}
