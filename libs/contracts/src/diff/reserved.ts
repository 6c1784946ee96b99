import type { DescEnum, DescMessage } from '@bufbuild/protobuf';
import type { ChangeList } from './change-list.ts';
import type { Pair } from './pair-types.ts';
import { isWithin, missingFrom, rangesText, type NumberRange } from './ranges.ts';

/** The numbers that are reserved. */
export function reservedRanges(type: DescMessage | DescEnum): readonly NumberRange[] {
  // A message's ranges end before `end`, an enum's with it.
  if (type.kind === 'enum') return type.proto.reservedRange.map(({ start, end }) => ({ start, end }));
  return type.proto.reservedRange.map(({ start, end }) => ({ start, end: end - 1 }));
}

/** Compares what is reserved in a message or enum. */
export function diffReserved(changes: ChangeList, { base, head, named }: Pair<DescMessage | DescEnum>): void {
  const rule = base.kind === 'enum' ? 'RESERVED_ENUM_NO_DELETE' : 'RESERVED_MESSAGE_NO_DELETE';
  const bufRules = named ? [rule] : [];
  const [before, after] = [reservedRanges(base), reservedRanges(head)];
  for (const range of before) {
    const missing = missingFrom(range, after);
    const [first] = missing;
    if (first === undefined) continue;
    const taken = numbersOf(head).some((number) => isWithin(missing, number));
    changes.add('reserved-removed', {
      base,
      head,
      number: first.start,
      before: rangesText([range]),
      after: taken ? `${rangesText(missing)} in use` : undefined,
      // What old messages hold there is now read as something else.
      effects: taken ? { wire: 'breaking' } : { wire: 'risky' },
      bufRules,
    });
  }
  for (const range of after) {
    const missing = missingFrom(range, before);
    const [first] = missing;
    if (first === undefined) continue;
    changes.add('reserved-added', { base, head, number: first.start, after: rangesText(missing) });
  }
  for (const name of base.proto.reservedName) {
    if (head.proto.reservedName.includes(name)) continue;
    changes.add('reserved-removed', { base, head, detail: name, before: name, effects: { json: 'risky' }, bufRules });
  }
  for (const name of head.proto.reservedName) {
    if (base.proto.reservedName.includes(name)) continue;
    changes.add('reserved-added', { base, head, detail: name, after: name });
  }
}

function numbersOf(type: DescMessage | DescEnum): readonly number[] {
  return type.kind === 'enum' ? type.values.map(({ number }) => number) : type.fields.map(({ number }) => number);
}
