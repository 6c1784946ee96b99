import type { AnyDesc } from '@bufbuild/protobuf';
import type { Change, ChangedElement, ChangeSide } from './change.ts';
import { compareTexts } from './compare-texts.ts';
import type { ChangeEffects } from './effects.ts';
import { changeRule, type ChangeKind } from './kinds/change-kinds.ts';
import { Places } from './places.ts';
import { elementOf, numberOf, symbolOf } from './symbols.ts';

/** What is to be said of a change; the rest follows from what it is about. */
export interface Said {
  /** Undefined where it was added. */
  readonly base: AnyDesc | undefined;
  /** Undefined where it was removed. */
  readonly head: AnyDesc | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly detail?: string;
  /** Default: the number of the thing. */
  readonly number?: number;
  /** Number of the option that it is about: its place is told instead of the name's. */
  readonly option?: number | undefined;
  /** Where it is milder than its kind. */
  readonly effects?: ChangeEffects;
  readonly bufRules?: readonly string[];
}

/** The changes found so far. */
export class ChangeList {
  readonly #changes: Change[] = [];
  readonly #places = new Places();

  /** Adds a change of something that descriptors describe. */
  add(kind: ChangeKind, said: Said): void {
    const about = said.base ?? said.head;
    if (about === undefined) return;
    this.#push(kind, elementOf(about), symbolOf(about), {
      number: said.number ?? numberOf(about),
      detail: said.detail,
      before: said.before,
      after: said.after,
      base: this.#side(said.base, said.option),
      head: this.#side(said.head, said.option),
      effects: said.effects ?? changeRule(kind).effects,
      bufRules: said.bufRules ?? [],
    });
  }

  /** Adds a change of a package, which no descriptor describes; its place is the first file of it. */
  addPackage(kind: 'package-added' | 'package-removed', name: string, file: AnyDesc): void {
    const side = { symbol: name, place: this.#places.of(file) };
    const removed = kind === 'package-removed';
    this.#push(kind, 'package', name, {
      number: undefined,
      detail: undefined,
      before: removed ? name : undefined,
      after: removed ? undefined : name,
      base: removed ? side : undefined,
      head: removed ? undefined : side,
      effects: changeRule(kind).effects,
      bufRules: removed ? ['PACKAGE_NO_DELETE'] : [],
    });
  }

  /** All changes, by symbol. */
  sorted(): readonly Change[] {
    return this.#changes.toSorted(
      (one, other) =>
        compareTexts(one.symbol, other.symbol) ||
        (one.number ?? 0) - (other.number ?? 0) ||
        compareTexts(one.kind, other.kind) ||
        compareTexts(one.detail ?? '', other.detail ?? '') ||
        compareTexts(one.before ?? '', other.before ?? '') ||
        compareTexts(one.after ?? '', other.after ?? ''),
    );
  }

  #push(
    kind: ChangeKind,
    element: ChangedElement,
    symbol: string,
    rest: Omit<Change, 'kind' | 'element' | 'symbol'>,
  ): void {
    this.#changes.push({ kind, element, symbol, ...rest, bufRules: rest.bufRules.toSorted(compareTexts) });
  }

  #side(desc: AnyDesc | undefined, option: number | undefined): ChangeSide | undefined {
    return desc === undefined ? undefined : { symbol: symbolOf(desc), place: this.#places.of(desc, option) };
  }
}
