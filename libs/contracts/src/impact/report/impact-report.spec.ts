import { describe, expect, it } from '@jest/globals';
import { editedContracts } from '../../../test/users-contract.ts';
import { impactOf } from '../impact-of.ts';
import { reportImpact, type ImpactReport, type ReportOptions } from './impact-report.ts';
import type { UsageRecord } from './usage.ts';
import type { Waiver } from './waiver.ts';

const renumbered = impactOf(editedContracts(), editedContracts(['string city = 1;', 'string city = 3;']));

function report(options: Partial<ReportOptions>): ImpactReport {
  return reportImpact(renumbered, { today: '2026-11-21', ...options });
}

function waiver(parts: Partial<Waiver>): Waiver {
  return {
    symbol: 'users.v1.Address.city',
    rule: '*',
    owner: 'team',
    reason: 'at once',
    expiry: '2026-11-21',
    ...parts,
  };
}

describe('reportImpact', () => {
  it('fails for what breaks', () => {
    expect(report({}).fails).toBe(true);
  });

  it.each([
    ['its symbol', {}],
    ['all that its message declares', { symbol: 'users.v1.Address.*' }],
    ['its kind', { rule: 'field-renumbered' }],
  ])('lets pass what is waived by %s, through the last day', (_, parts) => {
    const { fails, items, unused } = report({ waivers: [waiver(parts)] });
    expect([fails, items[0]?.waiver?.owner, unused]).toEqual([false, 'team', []]);
  });

  it('fails for a waiver from the day after, whether or not something needs it', () => {
    const late = waiver({ expiry: '2026-11-20' });
    expect(report({ waivers: [late] })).toMatchObject({ fails: true, expired: [late], unused: [] });
    const nothing = reportImpact(impactOf(editedContracts(), editedContracts()), {
      today: '2026-11-21',
      waivers: [late],
    });
    expect(nothing).toMatchObject({ fails: true, items: [] });
  });

  it('tells waivers that nothing needs', () => {
    const other = waiver({ symbol: 'users.v1.Addresses' });
    expect(report({ waivers: [other] })).toMatchObject({ fails: true, unused: [other] });
  });

  describe('of callers', () => {
    function callers(records: readonly Partial<UsageRecord>[]): unknown {
      const usage = {
        since: '2026-11-01T00:00:00Z',
        until: '2026-11-20T00:00:00Z',
        records: records.map((record) => ({
          caller: 'web',
          method: 'page.v1.PageService/GetPage',
          whole: 0,
          fields: {},
          ...record,
        })),
      };
      return report({ usage }).items[0]?.methods.find(({ method }) => method.endsWith('GetPage'))?.callers;
    }

    it('knows those that asked for all, for a field that is touched, for one inside or around it', () => {
      expect(
        callers([
          { caller: 'whole', whole: 3 },
          { caller: 'field', fields: { city: 2, greeting: 9 } },
          { caller: 'around', fields: { 'posts.author': 1 } },
          { caller: 'inside', fields: { 'posts.author.address.city.x': 1 } },
          { caller: 'beside', fields: { 'posts.title': 5, citys: 5 } },
        ]),
      ).toEqual({
        kind: 'touched',
        callers: [
          { caller: 'around', whole: 0, fields: { 'posts.author': 1 } },
          { caller: 'field', whole: 0, fields: { city: 2 } },
          { caller: 'inside', whole: 0, fields: { 'posts.author.address.city.x': 1 } },
          { caller: 'whole', whole: 3, fields: {} },
        ],
      });
    });

    it('never takes no evidence for safety', () => {
      expect(callers([])).toEqual({ kind: 'no-records' });
      expect(callers([{ fields: { greeting: 1 } }])).toEqual({ kind: 'none-on-record', callers: 1 });
      expect(report({ usage: { since: '', until: '', records: [] } }).fails).toBe(true);
    });
  });
});
