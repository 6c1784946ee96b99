import type { Finding } from '../finding.ts';
import type { Element, OptionPath, OptionSite, Place, Places } from '../places/places.ts';
import { levelOf, type RuleId } from '../rules.ts';

/** What a finding says. */
export interface Saying {
  readonly message: string;
  readonly note?: string | undefined;
}

/** A part of an option's string. */
export interface Part {
  readonly offset: number;
  readonly length: number;
}

/** Collects findings; the same one from several uses of a message is kept once. */
export class Report {
  private readonly found = new Map<string, Finding>();
  private readonly places: Places;
  /** What is found while one method is read, what others found before it included. */
  private said = new Set<Finding>();

  constructor(places: Places) {
    this.places = places;
  }

  /** All findings, by file and place. */
  get findings(): readonly Finding[] {
    return [...this.found.values()].sort(
      (a, b) =>
        (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
        a.line - b.line ||
        a.column - b.column ||
        (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
    );
  }

  /** Runs something, and tells all that it finds, though it may have been found before. */
  during<T>(run: () => T): { readonly value: T; readonly findings: readonly Finding[] } {
    this.said = new Set();
    const value = run();
    return { value, findings: [...this.said] };
  }

  /** At an element's name. */
  atElement(rule: RuleId, element: Element, saying: Saying): void {
    this.add(rule, this.places.ofElement(element), saying);
  }

  /** At an option's value, or a part of it. */
  atOption(rule: RuleId, site: OptionSite, path: OptionPath, saying: Saying, part?: Part): void {
    this.add(rule, this.places.ofOption(site, path, part), saying);
  }

  /** At an option's key. */
  atKey(rule: RuleId, site: OptionSite, path: OptionPath, saying: Saying): void {
    this.add(rule, this.places.ofKey(site, path), saying);
  }

  private add(rule: RuleId, place: Place, { message, note }: Saying): void {
    // A field that nothing fills is one finding, whatever the message is made from in each of its uses.
    const words = rule === 'no-source' && place.line > 0 ? '' : message;
    const key = `${rule} ${place.file} ${place.line} ${place.column} ${words}`;
    let finding = this.found.get(key);
    if (finding === undefined) {
      finding = { rule, level: levelOf(rule), ...place, message, note };
      this.found.set(key, finding);
    }
    this.said.add(finding);
  }
}
