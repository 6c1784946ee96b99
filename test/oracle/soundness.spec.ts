/**
 * A composition that passes the check cannot fail later for a reason that was visible in it: where all upstreams answer
 * with all there is, and no expression depends on luck, there is an answer.
 */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { examineFlawless, prepare } from './running/examine.ts';
import { fileChoices, requestChoices, runs, timeLimitMs } from './runs.ts';

describe('a composition that passes the check', () => {
  it(
    'answers where nothing goes wrong',
    () => {
      let tried = 0;
      const property = fc.property(fileChoices, requestChoices, (file, request) => {
        const prepared = prepare(file);
        if (prepared.kind === 'refused' || prepared.ready.generated.fallible) return;
        tried++;
        expect(examineFlawless(prepared.ready, request).wrong).toBeUndefined();
      });
      fc.assert(property, runs(1));
      expect(tried).toBeGreaterThan(100);
    },
    timeLimitMs,
  );
});
