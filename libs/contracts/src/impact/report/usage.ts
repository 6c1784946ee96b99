import type { Reason } from '../judging/judge-change.ts';

/** How often a caller asked for what of a method. */
export interface UsageRecord {
  /** As it calls itself. */
  readonly caller: string;
  /** "package.Service/Method". */
  readonly method: string;
  /** Calls that asked for the whole answer. */
  readonly whole: number;
  /** Calls by the paths of their masks. */
  readonly fields: Readonly<Record<string, number>>;
}

/** What callers have asked for in some time, as a composite counts it. */
export interface Usage {
  /** RFC 3339. */
  readonly since: string;
  /** RFC 3339. */
  readonly until: string;
  readonly records: readonly UsageRecord[];
}

/** A caller that asked for something that a change touches. */
export interface TouchedCaller {
  readonly caller: string;
  /** Calls that asked for the whole answer. */
  readonly whole: number;
  /** The paths of masks that reach what is touched, and how many calls had them. */
  readonly fields: Readonly<Record<string, number>>;
}

/**
 * What is known of a method's callers. That none is on record says nothing of those who call seldom, or were not counted:
 * it never makes a change safe.
 */
export type CallerEvidence =
  /** No usage was given. */
  | { readonly kind: 'not-asked' }
  /** Nobody on record calls the method. */
  | { readonly kind: 'no-records' }
  /** Callers are on record, and none asked for what is touched. */
  | { readonly kind: 'none-on-record'; readonly callers: number }
  | { readonly kind: 'touched'; readonly callers: readonly TouchedCaller[] };

/** Which callers on record ask for what some reasons touch. */
export function callersOf(
  method: string,
  reasons: readonly Pick<Reason, 'responseFields' | 'mayBeMissing' | 'wholeAnswer'>[],
  usage: Usage | undefined,
): CallerEvidence {
  if (usage === undefined) return { kind: 'not-asked' };
  const records = usage.records.filter((record) => record.method === method);
  if (records.length === 0) return { kind: 'no-records' };
  const all = reasons.some(({ wholeAnswer }) => wholeAnswer);
  const touched = reasons.flatMap(({ responseFields, mayBeMissing }) => [...responseFields, ...mayBeMissing]);
  const paths = touched.map((path) => path.replaceAll('[]', ''));
  const callers = records.flatMap((record): TouchedCaller[] => {
    const fields = Object.entries(record.fields).filter(([path]) => all || paths.some((one) => overlap(one, path)));
    if (fields.length === 0 && record.whole === 0) return [];
    return [{ caller: record.caller, whole: record.whole, fields: Object.fromEntries(fields) }];
  });
  if (callers.length === 0) {
    return { kind: 'none-on-record', callers: new Set(records.map(({ caller }) => caller)).size };
  }
  return { kind: 'touched', callers: callers.sort((a, b) => (a.caller < b.caller ? -1 : 1)) };
}

/** Whether one path is the other, or inside it. */
function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}
