/** How many of the latest durations of a method are kept. */
const kept = 200;
/** Before that many calls of a method nobody knows its 95th percentile. */
const needed = 20;

/** How long calls took of late, by method: tells when a second copy is worth it. */
export class SeenDurations {
  private readonly byMethod = new Map<string, number[]>();

  /** A call was answered. */
  note(name: string, durationMs: number): void {
    let list = this.byMethod.get(name);
    if (list === undefined) this.byMethod.set(name, (list = []));
    list.push(durationMs);
    if (list.length > kept) list.shift();
  }

  /** In milliseconds, at least 1; undefined where too few calls were seen. */
  percentile95(name: string): number | undefined {
    const list = this.byMethod.get(name);
    if (list === undefined || list.length < needed) return undefined;
    const sorted = [...list].sort((a, b) => a - b);
    return Math.max(1, sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 1);
  }
}
