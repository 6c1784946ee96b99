/** Leave to make a change all the same, until a day. */
export interface Waiver {
  /** What it is for: a full name; `.*` at the end means all that is declared in it. */
  readonly symbol: string;
  /** The kind of the change, or of the difference between plans; `*`: all. */
  readonly rule: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it counts: "2026-12-31". */
  readonly expiry: string;
}

/** Whether a waiver is for something. */
export function isFor(waiver: Waiver, symbol: string, rule: string): boolean {
  const isSymbol = waiver.symbol.endsWith('.*')
    ? symbol.startsWith(waiver.symbol.slice(0, -1))
    : waiver.symbol === symbol;
  return isSymbol && (waiver.rule === '*' || waiver.rule === rule);
}

/** Whether a waiver's last day is over. Days are compared as they are written, year first. */
export function isExpired({ expiry }: Waiver, today: string): boolean {
  return expiry < today;
}
