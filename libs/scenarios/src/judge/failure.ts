/** Something that a case expected and that was otherwise. */
export interface Failure {
  /** The key of `expect` that it is about, or `upstreams` for a call that no entry matches. */
  readonly about: string;
  /** What was otherwise, in a sentence. */
  readonly message: string;
  /** In what a scenario file would say; undefined where the message says it. */
  readonly expected?: string;
  readonly actual?: string;
}
