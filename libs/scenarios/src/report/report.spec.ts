import { describe, expect, it } from '@jest/globals';
import { renderReportsAsJson, renderScenarioReport, renderTotals } from './render-report.ts';
import { exitStatusOf, type ScenarioReport, totalsOf } from './scenario-report.ts';

const failure = { about: 'gaps', message: 'other gaps', expected: 'none', actual: '{ path: a }\n{ path: b }' };
const ran: ScenarioReport = {
  kind: 'ran',
  name: 'movie-page',
  file: 'movie-page/scenario.yaml',
  cases: [
    { name: 'whole', durationMs: 12.4, failures: [] },
    { name: 'late', durationMs: 800, failures: [failure, { about: 'within', message: 'took 800 ms' }] },
  ],
};
const unfit: ScenarioReport = { kind: 'unfit', name: 'odd', file: 'odd/scenario.yaml', problems: ['a:1:2: x', 'b'] };

describe('a report', () => {
  it('has a line for each case, and below it what was otherwise', () => {
    expect(renderScenarioReport(ran)).toBe(
      [
        'ok  movie-page: whole (12 ms)',
        'not ok  movie-page: late (800 ms)',
        '    gaps: other gaps',
        '      expected: none',
        '      actual:',
        '        { path: a }',
        '        { path: b }',
        '    within: took 800 ms',
      ].join('\n'),
    );
    expect(renderScenarioReport(unfit)).toBe('could not run  odd\n    a:1:2: x\n    b');
  });

  it('closes with the counts alone on a line', () => {
    expect(renderTotals(totalsOf([ran]))).toBe('1 passed, 1 failed');
    expect(renderTotals(totalsOf([ran, unfit]))).toBe('1 scenario could not run\n1 passed, 1 failed');
  });

  it('decides on the exit status', () => {
    expect(exitStatusOf(totalsOf([]))).toBe(0);
    expect(exitStatusOf(totalsOf([{ ...ran, cases: ran.cases.slice(0, 1) }]))).toBe(0);
    expect(exitStatusOf(totalsOf([ran]))).toBe(100);
    expect(exitStatusOf(totalsOf([ran, unfit]))).toBe(1);
  });

  it('is JSON for programs', () => {
    const reports = [ran, unfit];
    expect(JSON.parse(renderReportsAsJson(reports, totalsOf(reports)))).toMatchObject({
      scenarios: [
        {
          name: 'movie-page',
          ran: true,
          cases: [
            { name: 'whole', passed: true },
            { name: 'late', passed: false },
          ],
        },
        { name: 'odd', ran: false, problems: ['a:1:2: x', 'b'] },
      ],
      passed: 1,
      failed: 1,
      couldNotRun: 1,
    });
  });
});
