/** What one caller has asked one method for. */
export interface UsageRecord {
  readonly caller: string;
  /** As "package.Service/Method". */
  readonly method: string;
  /** Requests for the whole answer. */
  readonly whole: number;
  /** Requests by field that their mask named, as "movie.title". A mask with several counts for each. */
  readonly fields: Readonly<Record<string, number>>;
}

/** Records, and the time that they are of. */
export interface Usage {
  readonly since: Date;
  readonly until: Date;
  readonly records: readonly UsageRecord[];
}

/** What was asked for between two readings of the same counts. */
export function usageBetween(before: readonly UsageRecord[], now: readonly UsageRecord[]): UsageRecord[] {
  const known = new Map(before.map((record) => [keyOf(record), record]));
  return now.flatMap((record) => {
    const earlier = known.get(keyOf(record));
    if (earlier === undefined) return [record];
    const whole = record.whole - earlier.whole;
    const fields = Object.entries(record.fields)
      .map(([path, count]) => [path, count - (earlier.fields[path] ?? 0)] as const)
      .filter(([, count]) => count > 0);
    return whole === 0 && fields.length === 0 ? [] : [{ ...record, whole, fields: Object.fromEntries(fields) }];
  });
}

function keyOf({ caller, method }: UsageRecord): string {
  return JSON.stringify([caller, method]);
}
