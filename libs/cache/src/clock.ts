/** Where the time comes from, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds from a fixed point. May step back or jump forward, as wall clocks do. */
  now(): number;
}
