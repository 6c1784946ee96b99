import { rewriteCanonically } from './canonical.ts';
import { mendsText, mendText, numberAs, sameEncoding } from './convert-value.ts';
import { Cursor } from './cursor.ts';
import { compileFieldAction, type FieldAction } from './field-action.ts';
import { isKnownValue, packedTag } from './known.ts';
import { mendEntry } from './mend-entry.ts';
import type { RawValue } from './raw-value.ts';
import { compileReader } from './read.ts';
import type { ElementRule, FieldRule, MessageRule } from './rules.ts';
import type { FieldShape, OneofShape } from './shape.ts';
import { view } from './slices.ts';
import { Writer } from './writer.ts';

/** Writes the message that a rule makes from these bytes, a valid message of the rule's source. */
export type Converter = (bytes: Uint8Array, into: Writer) => void;

/**
 * Compiles a rule, and, when they are needed, those that it holds.
 *
 * One pass over the bytes writes the target's fields in the order of the source's. What must not be decided field by
 * field - a singular field that occurs twice, a second member of a oneof - makes it start over from the canonical form
 * of the message, where neither is; encoders write neither.
 */
export function compileConverter(rule: MessageRule): Converter {
  const conversion = conversionOf(rule);
  return (bytes, into) => conversion.run(new Cursor(bytes), bytes.length, into);
}

/**
 * Converts one value that was already cut out; of a list, each element.
 *
 * @param from - the field it was cut from, or any of the same kind and features
 * @param to - the field it is for
 */
export function convertRaw(value: RawValue, element: ElementRule, from: FieldShape, to: FieldShape): RawValue {
  if (Array.isArray(value)) return value.map((each: RawValue) => convertRaw(each, element, from, to));
  switch (element.kind) {
    case 'number':
      return numberAs(value, to.kind);
    case 'enum':
      return typeof value === 'number' ? (element.to.get(value) ?? 0) : 0;
    case 'message': {
      if (!(value instanceof Uint8Array)) throw new TypeError(`${from.name} is no message`);
      const into = new Writer(value.length + 16);
      compileConverter(element.rule)(value, into);
      return into.finish();
    }
    case 'same':
      if (!(value instanceof Uint8Array)) return sameEncoding(from.kind, to.kind) ? value : numberAs(value, to.kind);
      if (mendsText(from, to)) return mendText(value);
      return to.kind === 'map' && to.message !== undefined && to.utf8 && !from.utf8
        ? mendEntry(value, to.message)
        : value;
  }
}

const conversions = new WeakMap<MessageRule, Conversion>();

function conversionOf(rule: MessageRule): Conversion {
  let conversion = conversions.get(rule);
  if (conversion === undefined) conversions.set(rule, (conversion = new Conversion(rule)));
  return conversion;
}

/** A field of the source that matters: one with a rule, or a rival in the oneof of one. */
interface Entry {
  readonly from: FieldShape;
  readonly tag: number;
  readonly packedTag: number;
  /** Whether a value must be looked at, to know whether it is one of its closed enum. */
  readonly checked: boolean;
  /** The bits, in two words, of what must occur once only: the field, or its oneof. */
  readonly low: number;
  readonly high: number;
  /** Its number behind the bits, where they do not suffice. */
  readonly beyond: number;
  /** What is done with it; none for a rival. */
  action: FieldAction | undefined;
}

class Conversion {
  private readonly rule: MessageRule;
  private readonly near: (Entry | undefined)[] = [];
  private readonly far = new Map<number, Entry>();
  private readonly contests: readonly Converter[];

  constructor(rule: MessageRule) {
    this.rule = rule;
    const contested = contestedOneofs(rule);
    this.contests = contested.map((oneof) => contest(rule, oneof));
    const plain = rule.fields.filter((field) => field.to.oneof === undefined || !contested.includes(field.to.oneof));
    const onces = new Map<FieldShape | OneofShape, number>();
    for (const field of plain) {
      const action = compileFieldAction(field, (inner) => () => {
        const conversion = conversionOf(inner);
        return (cursor, end, into) => conversion.run(cursor, end, into);
      });
      const entry = this.entry(field.from, onces);
      entry.action = entry.action === undefined ? action : both(entry.action, action, entry.tag);
      for (const rival of field.from.oneof?.fields ?? []) this.entry(rival, onces);
    }
    for (const entry of this.far.values()) {
      if (entry.from.number >= 256) continue;
      while (this.near.length <= entry.from.number) this.near.push(undefined);
      this.near[entry.from.number] = entry;
    }
  }

  /** Converts the message at the cursor, up to `end`. */
  run(cursor: Cursor, end: number, into: Writer, settled = false): void {
    const { near, far } = this;
    const start = cursor.pos;
    const written = into.length;
    let low = 0;
    let high = 0;
    let beyond: Set<number> | undefined;
    while (cursor.pos < end) {
      const tag = cursor.uint32();
      const number = tag >>> 3;
      const entry = number < near.length ? near[number] : far.get(number);
      if (entry === undefined) cursor.skip(tag);
      else if (tag === entry.tag) {
        const { action } = entry;
        if (entry.checked && !isKnownValue(cursor, entry.from)) {
          cursor.skip(tag);
          continue;
        }
        let again = ((low & entry.low) | (high & entry.high)) !== 0;
        low |= entry.low;
        high |= entry.high;
        if (entry.beyond !== 0) {
          again ||= beyond?.has(entry.beyond) === true;
          (beyond ??= new Set()).add(entry.beyond);
        }
        if (again && !settled) {
          into.truncate(written);
          const canonical = rewriteCanonically(view(cursor.bytes, start, end), this.rule.source);
          this.run(new Cursor(canonical), canonical.length, into, true);
          cursor.pos = end;
          return;
        }
        if (action === undefined) cursor.skip(tag);
        else action.value(cursor, end, into);
      } else if (tag === entry.packedTag && entry.action !== undefined) entry.action.chunk(cursor, into);
      else cursor.skip(tag);
    }
    if (this.contests.length === 0) return;
    const message = view(cursor.bytes, start, end);
    for (const decide of this.contests) decide(message, into);
  }

  private entry(from: FieldShape, onces: Map<FieldShape | OneofShape, number>): Entry {
    const known = this.far.get(from.number);
    if (known !== undefined) return known;
    const subject = from.oneof ?? from;
    const many = from.repeated || from.kind === 'map';
    let once = onces.get(subject) ?? -1;
    if (!many && once < 0) onces.set(subject, (once = onces.size));
    const entry: Entry = {
      from,
      tag: from.tag,
      packedTag: from.packable ? packedTag(from) : -1,
      checked: !from.repeated && (from.closedEnum !== undefined || from.kind === 'map'),
      low: once >= 0 && once < 31 ? 1 << once : 0,
      high: once >= 31 && once < 62 ? 1 << (once - 31) : 0,
      beyond: once >= 62 ? once : 0,
      action: undefined,
    };
    this.far.set(from.number, entry);
    return entry;
  }
}

/** Two rules with one source. Each gets one value at a time, so that both have read the same when they are done. */
function both(first: FieldAction, second: FieldAction, tag: number): FieldAction {
  return {
    value(cursor, _end, into) {
      const at = cursor.pos;
      cursor.skip(tag);
      const next = cursor.pos;
      cursor.pos = at;
      first.value(cursor, next, into);
      cursor.pos = at;
      second.value(cursor, next, into);
    },
    chunk(cursor, into) {
      const at = cursor.pos;
      first.chunk(cursor, into);
      cursor.pos = at;
      second.chunk(cursor, into);
    },
  };
}

/** The target's oneofs for whose members the source has no oneof that would decide. */
function contestedOneofs(rule: MessageRule): readonly OneofShape[] {
  const sources = new Map<OneofShape, FieldRule[]>();
  for (const field of rule.fields) {
    if (field.to.oneof === undefined) continue;
    const rules = sources.get(field.to.oneof);
    if (rules === undefined) sources.set(field.to.oneof, [field]);
    else rules.push(field);
  }
  return [...sources]
    .filter(([, [first, ...others]]) =>
      others.some((field) => field.from.oneof === undefined || field.from.oneof !== first?.from.oneof),
    )
    .map(([oneof]) => oneof);
}

/** Gives a oneof of the target the first of its rules whose source is set. */
function contest(rule: MessageRule, oneof: OneofShape): Converter {
  const candidates = rule.fields
    .filter((field) => field.to.oneof === oneof)
    .map((field) => ({ ...field, read: compileReader(rule.source, [field.from]) }));
  return (bytes, into) => {
    for (const { from, to, element, read } of candidates) {
      const value = read(bytes);
      if (value === undefined) continue;
      into.field(to, convertRaw(value, element, from, to));
      return;
    }
  };
}
