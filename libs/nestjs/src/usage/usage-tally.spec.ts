import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type UsageRecord, usageBetween } from './usage-record.ts';
import { otherCallers, UsageTally } from './usage-tally.ts';

const method = 'p.S/M';
const names = ['a', 'b', 'c', 'd', 'e', '__proto__', 'constructor'];

describe('UsageTally', () => {
  it('counts whole answers, and fields by the masks that name them', () => {
    const tally = new UsageTally();
    const title = ['movie.title'];
    tally.of(method, 'web').asked(title);
    tally.of(method, 'web').asked(title);
    tally.of(method, 'web').asked(['movie.title', 'screenings']);
    tally.of(method, 'batch').asked([]);
    tally.of('p.S/N', 'web').asked([]);
    tally.of('p.S/N', 'nobody');
    expect(tally.records()).toEqual([
      { caller: 'web', method, whole: 0, fields: { 'movie.title': 3, screenings: 1 } },
      { caller: 'batch', method, whole: 1, fields: {} },
      { caller: 'web', method: 'p.S/N', whole: 1, fields: {} },
    ]);
    tally.of(method, 'web').asked(title);
    expect(tally.records()[0]?.fields['movie.title']).toBe(4);
  });

  it('takes callers for one where there are too many, or their names are too long to be told apart', () => {
    const tally = new UsageTally({ callers: 2, fields: 10, allFields: 10 });
    for (const caller of ['a', 'b', 'c', 'd', 'a']) tally.of(method, caller).asked([]);
    tally.of('p.S/N', 'c').asked([]);
    expect(tally.records().map(({ caller, whole }) => [caller, whole])).toEqual([
      ['a', 2],
      ['b', 1],
      [otherCallers, 2],
      [otherCallers, 1],
    ]);
    const long = new UsageTally();
    for (const end of ['1', '2']) long.of(method, 'x'.repeat(5000) + end).asked([]);
    expect(long.records()).toMatchObject([{ caller: 'x'.repeat(120), whole: 2 }]);
  });

  it('takes a mask with fields beyond those that are told apart for the whole answer', () => {
    const tally = new UsageTally({ callers: 10, fields: 2, allFields: 3 });
    for (const paths of [['a', 'b'], ['a', 'c'], ['b']]) tally.of(method, 'one').asked(paths);
    for (const paths of [['a'], ['b']]) tally.of(method, 'two').asked(paths);
    expect(tally.records()).toEqual([
      { caller: 'one', method, whole: 1, fields: { a: 1, b: 2 } },
      { caller: 'two', method, whole: 1, fields: { a: 1 } },
    ]);
  });

  it('never counts less than was asked for, whatever is invented', () => {
    const path = fc.constantFrom(...names);
    const asked = fc.record({
      caller: fc.constantFrom('x', 'y', 'z', '__proto__'),
      paths: fc.uniqueArray(path, { maxLength: 4 }),
      isRead: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 300 }), (requests) => {
        const tally = new UsageTally({ callers: 3, fields: 3, allFields: 6 });
        for (const { caller, paths, isRead } of requests) {
          tally.of(method, caller).asked(paths);
          if (isRead) tally.records();
        }
        const callers = [...new Set(requests.map(({ caller }) => caller))];
        const records = new Map(tally.records().map((record) => [record.caller, record]));
        expect(records.size).toBeLessThanOrEqual(4);
        for (const name of names) {
          const wanted = requests.filter(
            ({ caller, paths }) => paths.includes(name) && told(caller, callers) !== otherCallers,
          );
          for (const caller of new Set(wanted.map(({ caller }) => caller))) {
            const record = records.get(caller);
            const counted = (record?.whole ?? 0) + own(record?.fields, name);
            expect(counted).toBeGreaterThanOrEqual(wanted.filter((one) => one.caller === caller).length);
          }
        }
      }),
    );
  });

  it('adds up what was counted apart', () => {
    const tally = new UsageTally();
    const record: UsageRecord = { caller: 'web', method, whole: 3, fields: { a: 2 } };
    tally.add(record);
    tally.add({ ...record, whole: 1, fields: { a: 1, b: 5 } });
    expect(tally.records()).toEqual([{ caller: 'web', method, whole: 4, fields: { a: 3, b: 5 } }]);
  });
});

/** The first three callers are told apart. */
function told(caller: string, callers: readonly string[]): string {
  return callers.indexOf(caller) < 3 ? caller : otherCallers;
}

function own(fields: Readonly<Record<string, number>> | undefined, name: string): number {
  return fields !== undefined && Object.hasOwn(fields, name) ? (fields[name] ?? 0) : 0;
}

describe('usageBetween', () => {
  it('is what was asked for since', () => {
    const tally = new UsageTally();
    tally.of(method, 'web').asked(['a']);
    tally.of(method, 'batch').asked([]);
    const before = tally.records();
    expect(usageBetween([], before)).toEqual(before);
    expect(usageBetween(before, tally.records())).toEqual([]);
    tally.of(method, 'web').asked(['b']);
    tally.of('p.S/N', 'web').asked([]);
    expect(usageBetween(before, tally.records())).toEqual([
      { caller: 'web', method, whole: 0, fields: { b: 1 } },
      { caller: 'web', method: 'p.S/N', whole: 1, fields: {} },
    ]);
  });
});
