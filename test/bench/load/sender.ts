/** Called once for each request; with why it failed, where it did. */
export type Done = (failure: string | undefined) => void;

/** Sends requests of one kind to one target. */
export interface Sender {
  /** @param answerLength - how long the answer must be; undefined: any length will do */
  send(body: Buffer, answerLength: number | undefined, done: Done): void;
  close(): void;
}
