import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import { parseDurationMs } from './duration.ts';
import type { Json } from './json.ts';
import { didYouMean } from './nearest-name.ts';
import type { ScenarioProblem } from './scenario-problem.ts';

/** A value of the file, and the key that leads to it from the top. */
export interface Entry {
  readonly key: string;
  readonly node: Node | null;
  /** The last part of the key. */
  readonly name: string;
  /** Where the key stands, or the value where it has no key of its own. */
  readonly at: Node | null;
}

/** A value as JSON, and where its parts stand. */
export interface GivenJson {
  readonly json: Json;
  readonly entry: Entry;
}

/**
 * Reads a YAML file by the shape that is asked for, and collects a problem for whatever does not have it: reading goes
 * on behind a problem, so that all of them are told at once. What could not be read is undefined.
 */
export class YamlReader {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly #problems: ScenarioProblem[] = [];

  /**
   * @param file - the name that problems carry
   * @param text - what is in it
   */
  constructor(file: string, text: string) {
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, intAsBigInt: true });
    const { errors, warnings } = this.#document;
    for (const { code, pos, message } of [...errors, ...warnings]) {
      this.#report(
        pos[0],
        '',
        code === 'MULTIPLE_DOCS' ? 'a file is one document: nothing may follow a `---`' : message,
      );
    }
    if (errors.length === 0) this.#checkAliases();
  }

  /** All problems found so far, in the order of the file. */
  problems(): readonly ScenarioProblem[] {
    return [...this.#problems].sort((one, other) => one.line - other.line || one.column - other.column);
  }

  /** The whole file. */
  top(): Entry {
    const node = this.#document.contents;
    return { key: '', node, name: '', at: node };
  }

  /** Notes a problem about a value. */
  problem(entry: Entry, message: string): void {
    this.#report((entry.at ?? entry.node)?.range?.[0] ?? 0, entry.key, message);
  }

  /** Notes a problem about a part of a value, found by keys and indexes. */
  problemBelow(entry: Entry, path: readonly (string | number)[], message: string): void {
    let innermost = entry;
    for (const step of path) {
      const name = typeof step === 'number' ? `[${String(step)}]` : step;
      const next = this.#children(innermost).find((child) => child.name === name);
      if (next === undefined) break;
      innermost = next;
    }
    this.problem(innermost, message);
  }

  /** Notes a problem about the innermost value that leads to a key, which is written as the keys of entries are. */
  problemAtKey(key: string, message: string): void {
    let innermost = this.top();
    const leadsThere = (entry: Entry) => key === entry.key || /^[.[]/.test(key.slice(entry.key.length));
    for (;;) {
      const next = this.#children(innermost).find((entry) => key.startsWith(entry.key) && leadsThere(entry));
      if (next === undefined) break;
      innermost = next;
    }
    this.problem(innermost, message);
  }

  /** The entries of a mapping with any keys, in the order written. A mapping that is left empty has none. */
  mapping(entry: Entry): readonly Entry[] {
    const node = this.#resolve(entry.node);
    if (isNothing(node)) return [];
    if (!isMap(node)) {
      this.problem(entry, 'must be a mapping (`key: value` lines)');
      return [];
    }
    return this.#children(entry);
  }

  /** The entries of a mapping with known keys; any other key is a problem. */
  fields<Name extends string>(entry: Entry, names: readonly Name[]): Partial<Record<Name, Entry>> {
    const found: Partial<Record<Name, Entry>> = {};
    for (const field of this.mapping(entry)) {
      const name = names.find((known) => known === field.name);
      if (name === undefined) {
        const hint = didYouMean(field.name, names) || `; known here: ${names.join(', ')}`;
        this.problem(field, `unknown key "${field.name}"${hint}`);
      } else found[name] = field;
    }
    return found;
  }

  /** The elements of a list. */
  list(entry: Entry): readonly Entry[] {
    const node = this.#resolve(entry.node);
    if (isNothing(node)) return [];
    if (!isSeq(node)) {
      this.problem(entry, 'must be a list (`- item` lines)');
      return [];
    }
    return this.#children(entry);
  }

  /** A text. What YAML takes for a number or a truth value is read as it is written. */
  text(entry: Entry): string | undefined {
    const node = this.#resolve(entry.node);
    if (isScalar(node) && !isNothing(node)) return textOf(node);
    this.#unfit(entry, 'must be a text');
    return undefined;
  }

  /** Whether the value is left empty or null. */
  isNull(entry: Entry): boolean {
    return isNothing(this.#resolve(entry.node));
  }

  /** Whether the value is a list. */
  isList(entry: Entry): boolean {
    return isSeq(this.#resolve(entry.node));
  }

  /** A whole number that is not less than `least`. */
  count(entry: Entry, least: number): number | undefined {
    const node = this.#resolve(entry.node);
    const value = isScalar(node) ? Number(node.value) : Number.NaN;
    if (isScalar(node) && typeof node.value === 'bigint' && Number.isSafeInteger(value) && value >= least) return value;
    this.#unfit(entry, `must be a whole number from ${String(least)}`);
    return undefined;
  }

  /** `true` or `false`. */
  truth(entry: Entry): boolean | undefined {
    const node = this.#resolve(entry.node);
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    this.#unfit(entry, 'must be true or false');
    return undefined;
  }

  /** A duration, in milliseconds. */
  durationMs(entry: Entry): number | undefined {
    const node = this.#resolve(entry.node);
    const ms = isScalar(node) ? parseDurationMs(textOf(node)) : undefined;
    if (ms === undefined) this.#unfit(entry, 'must be a duration: a number and ms, s, m or h, as "20ms" or "1.5s"');
    return ms;
  }

  /** Any value, as JSON. */
  json(entry: Entry): GivenJson {
    return { json: this.#toJson(entry.node), entry };
  }

  /** An alias stands for what has its anchor, which must be there and must not hold the alias itself. */
  #checkAliases(): void {
    visit(this.#document, {
      Alias: (_, alias, around) => {
        const meant = alias.resolve(this.#document);
        const offset = alias.range?.[0] ?? 0;
        if (meant === undefined) this.#report(offset, '', `no value above has the anchor &${alias.source}`);
        else if (around.includes(meant))
          this.#report(offset, '', `*${alias.source} stands inside the value that it is`);
      },
    });
  }

  #children(parent: Entry): readonly Entry[] {
    const node = this.#resolve(parent.node);
    if (isMap(node)) {
      return node.items.map(({ key, value }) => {
        const name = textOf(key);
        const path = parent.key === '' ? name : `${parent.key}.${name}`;
        return { key: path, node: value as Node | null, name, at: key as Node };
      });
    }
    if (!isSeq(node)) return [];
    return node.items.map((item, index) => {
      const name = `[${String(index)}]`;
      return { key: `${parent.key}${name}`, node: item as Node | null, name, at: item as Node | null };
    });
  }

  #toJson(from: Node | null): Json {
    const node = this.#resolve(from);
    if (isMap(node)) {
      // Object.fromEntries defines its properties, so that a key `__proto__` is one like any other.
      return Object.fromEntries(node.items.map(({ key, value }) => [textOf(key), this.#toJson(value as Node | null)]));
    }
    if (isSeq(node)) return node.items.map((item) => this.#toJson(item as Node | null));
    if (!isScalar(node)) return null;
    const { value } = node;
    // ProtoJSON takes integers as texts too, which is the way to keep those that a double cannot hold.
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    if (typeof value === 'number') return Number.isFinite(value) ? value : nonFinite(value);
    return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  }

  #resolve(node: Node | null | undefined): Node | null {
    if (!isAlias(node)) return node ?? null;
    return node.resolve(this.#document) ?? null;
  }

  #unfit(entry: Entry, message: string): void {
    this.problem({ ...entry, at: entry.node ?? entry.at }, message);
  }

  #report(offset: number, key: string, message: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.#problems.push({ file: this.#file, line, column: col, key, message });
  }
}

function isNothing(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** A scalar as it is written, without its quotes. */
function textOf(node: unknown): string {
  if (!isScalar(node)) return String(node);
  const scalar: Scalar = node;
  return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
}

function nonFinite(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}
