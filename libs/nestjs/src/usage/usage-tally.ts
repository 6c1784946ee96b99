import type { UsageRecord } from './usage-record.ts';

/** How many things are told apart, so that nobody fills the memory by inventing them. */
export interface UsageLimits {
  /** Callers; the others are one. */
  readonly callers: number;
  /** Fields of one method that one caller asks for; a mask that has others counts as the whole answer. */
  readonly fields: number;
  /** Fields of all callers and methods together; likewise. */
  readonly allFields: number;
}

const defaultLimits: UsageLimits = { callers: 200, fields: 100, allFields: 5000 };

/** All callers beyond those that are told apart. */
export const otherCallers = '(other)';

const longestName = 120;
/** Masks are counted as they come, and by their fields when there are more of them, or somebody wants to know. */
const masksHeld = 100;

/**
 * Counts what callers ask for. It costs a request three lookups in small maps. What is not told apart any more counts as
 * more than was asked for, never as less: who reads it may trust that a field without a count was not asked for.
 */
export class UsageTally {
  readonly #limits: UsageLimits;
  readonly #room: { fields: number };
  readonly #callers = new Set<string>();
  readonly #methods = new Map<string, Map<string, CallerUsage>>();

  constructor(limits: UsageLimits = defaultLimits) {
    this.#limits = limits;
    this.#room = { fields: limits.allFields };
  }

  /** What one caller asks one method for, "package.Service/Method", to be counted in. */
  of(method: string, caller: string): CallerUsage {
    let callers = this.#methods.get(method);
    if (callers === undefined) {
      callers = new Map();
      this.#methods.set(method, callers);
    }
    return callers.get(caller) ?? this.#first(callers, caller);
  }

  /** Counts in what was counted elsewhere. */
  add({ caller, method, whole, fields }: UsageRecord): void {
    this.of(method, caller).add(whole, fields);
  }

  /** All that was counted, in order of methods and callers as they came. */
  records(): UsageRecord[] {
    return [...this.#methods].flatMap(([method, callers]) =>
      [...callers].flatMap(([caller, usage]) => {
        const { whole, fields } = usage.counts();
        return whole === 0 && fields.size === 0 ? [] : [{ caller, method, whole, fields: Object.fromEntries(fields) }];
      }),
    );
  }

  #first(callers: Map<string, CallerUsage>, caller: string): CallerUsage {
    const told = this.#told(caller.slice(0, longestName));
    let usage = callers.get(told);
    if (usage === undefined) {
      usage = new CallerUsage(this.#limits.fields, this.#room);
      callers.set(told, usage);
    }
    return usage;
  }

  #told(caller: string): string {
    if (this.#callers.has(caller)) return caller;
    if (this.#callers.size >= this.#limits.callers) return otherCallers;
    this.#callers.add(caller);
    return caller;
  }
}

/** What one caller asks one method for. */
export class CallerUsage {
  readonly #mostFields: number;
  readonly #room: { fields: number };
  readonly #masks = new Map<readonly string[], { count: number }>();
  readonly #fields = new Map<string, number>();
  #whole = 0;

  constructor(mostFields: number, room: { fields: number }) {
    this.#mostFields = mostFields;
    this.#room = room;
  }

  /** Counts a request: the paths of its mask, or none for the whole answer. Equal masks are cheap where they are the same. */
  readonly asked = (paths: readonly string[]): void => {
    if (paths.length === 0) {
      this.#whole++;
      return;
    }
    const known = this.#masks.get(paths);
    if (known !== undefined) {
      known.count++;
      return;
    }
    if (this.#masks.size >= masksHeld) this.#fold();
    this.#masks.set(paths, { count: 1 });
  };

  /** Counts in what was counted elsewhere. */
  add(whole: number, fields: Readonly<Record<string, number>>): void {
    this.#whole += whole;
    for (const [path, count] of Object.entries(fields)) this.#count([path], count);
  }

  /** All that was counted. */
  counts(): { readonly whole: number; readonly fields: ReadonlyMap<string, number> } {
    this.#fold();
    return { whole: this.#whole, fields: this.#fields };
  }

  #fold(): void {
    for (const [paths, { count }] of this.#masks) this.#count(paths, count);
    this.#masks.clear();
  }

  #count(paths: readonly string[], count: number): void {
    const added = paths.filter((path) => !this.#fields.has(path)).length;
    if (this.#fields.size + added > this.#mostFields || added > this.#room.fields) {
      this.#whole += count;
      return;
    }
    this.#room.fields -= added;
    for (const path of paths) this.#fields.set(path, (this.#fields.get(path) ?? 0) + count);
  }
}
