import { rewriteCanonically } from './canonical.ts';
import { compileContest, contestedOneofs, type Contest } from './contest.ts';
import { Cursor } from './cursor.ts';
import { both, compileFieldAction, type FieldAction } from './field-action.ts';
import { isKnownValue, packedTag } from './known.ts';
import { mendsEntry } from './mend-entry.ts';
import { nonZeroEnd } from './non-zero-end.ts';
import type { FieldRule, MessageRule } from './rules.ts';
import type { FieldShape, OneofShape } from './shape.ts';
import { view } from './slices.ts';
import { copiesBytes } from './transfer.ts';
import { WireType } from './wire-type.ts';
import type { Writer } from './writer.ts';

const conversions = new WeakMap<MessageRule, Conversion>();

/** The conversion of a rule, compiled when it is asked for first. */
export function conversionOf(rule: MessageRule): Conversion {
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
  /** The target's tag, where values that are not zero are copied behind it as they are; else 0. */
  copyTag: number;
  /** The rule, where a message is made from a message and both have a length; its target, and its conversion once met. */
  inner: { readonly rule: MessageRule; readonly to: FieldShape; conversion: Conversion | undefined } | undefined;
}

/** A rule made ready. Rules may contain themselves: what they hold is made ready when it is met. */
export class Conversion {
  private readonly rule: MessageRule;
  private readonly near: (Entry | undefined)[] = [];
  private readonly far = new Map<number, Entry>();
  private readonly contests: readonly Contest[];

  constructor(rule: MessageRule) {
    this.rule = rule;
    const contested = contestedOneofs(rule);
    this.contests = contested.map((oneof) =>
      compileContest(rule, oneof, (part) => (bytes, into) => {
        conversionOf(part).run(new Cursor(bytes), bytes.length, into);
      }),
    );
    const onces = new Map<FieldShape | OneofShape, number>();
    for (const field of rule.fields) {
      if (field.to.oneof !== undefined && contested.includes(field.to.oneof)) continue;
      this.add(field, onces);
      for (const rival of field.from.oneof?.fields ?? []) this.entry(rival, onces);
    }
    for (const entry of this.far.values()) {
      if (entry.from.number >= 256) continue;
      while (this.near.length <= entry.from.number) this.near.push(undefined);
      this.near[entry.from.number] = entry;
    }
  }

  /**
   * Converts the message at the cursor, up to `end`.
   *
   * @param settled - that nothing is left to be decided: the bytes are canonical
   */
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
        this.convert(entry, tag, cursor, end, into);
      } else if (tag === entry.packedTag && entry.action !== undefined) entry.action.chunk(cursor, into);
      else cursor.skip(tag);
    }
    if (this.contests.length === 0) return;
    const message = view(cursor.bytes, start, end);
    for (const decide of this.contests) decide(message, into);
  }

  /** Converts one value, whose tag was read. The two cases that are most of all fields come before the general one. */
  private convert(entry: Entry, tag: number, cursor: Cursor, end: number, into: Writer): void {
    const { action, inner } = entry;
    if (entry.copyTag > 0) {
      const { bytes, pos } = cursor;
      const next = nonZeroEnd(bytes, pos, tag & 7);
      if (next > 0) {
        into.taggedRange(entry.copyTag, bytes, pos, next);
        cursor.pos = next;
        return;
      }
    } else if (inner !== undefined) {
      inner.conversion ??= conversionOf(inner.rule);
      const length = cursor.uint32();
      const mark = into.begin(inner.to, length);
      const next = cursor.pos + length;
      inner.conversion.run(cursor, next, into);
      into.end(mark);
      return;
    }
    if (action === undefined) cursor.skip(tag);
    else action.value(cursor, end, into);
  }

  private add(rule: FieldRule, onces: Map<FieldShape | OneofShape, number>): void {
    const entry = this.entry(rule.from, onces);
    const action = compileFieldAction(rule, (inner) => () => {
      const conversion = conversionOf(inner);
      return (cursor, end, into) => conversion.run(cursor, end, into);
    });
    if (entry.action !== undefined) {
      entry.action = both(entry.action, action, entry.tag);
      entry.copyTag = 0;
      entry.inner = undefined;
      return;
    }
    entry.action = action;
    const { from, to, element } = rule;
    if (copiesValues(rule)) entry.copyTag = to.tag;
    else if (element.kind === 'message' && from.kind === 'message' && to.kind === 'message') {
      entry.inner = { rule: element.rule, to, conversion: undefined };
    }
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
      copyTag: 0,
      inner: undefined,
    };
    this.far.set(from.number, entry);
    return entry;
  }
}

/** Whether values that are not zero are copied as they are, each behind the target's tag. */
function copiesValues({ from, to, element }: FieldRule): boolean {
  return (
    from.wireType === to.wireType &&
    from.wireType !== WireType.StartGroup &&
    !to.packed &&
    !(from.repeated && from.closedEnum !== undefined) &&
    !mendsEntry(from, to) &&
    copiesBytes(element, from, to)
  );
}
