/**
 * The engine and the interpreter agree: on random compositions, with random requests, masks and metadata, over upstreams
 * that answer, fail, leave out and garble. What fails comes down to a small `.proto` and a request.
 */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { examine, prepare } from './running/examine.ts';
import { fileChoices, requestChoices, requestsEach, runs, timeLimitMs } from './runs.ts';

describe('the engine and the interpreter', () => {
  it(
    'agree on answers, gaps, statuses and calls',
    () => {
      const count = { files: 0, accepted: 0, requests: 0, judged: 0, answered: 0 };
      const requests = fc.array(requestChoices, { minLength: 1, maxLength: requestsEach, size: 'max' });
      const property = fc.property(fileChoices, requests, (file, asked) => {
        count.files++;
        const prepared = prepare(file);
        if (prepared.kind === 'refused') return;
        count.accepted++;
        for (const numbers of asked) {
          const { run, wrong, judged } = examine(prepared.ready, numbers);
          expect(wrong).toBeUndefined();
          count.requests++;
          if (judged) count.judged++;
          if (run.answer?.kind === 'ok') count.answered++;
        }
      });
      fc.assert(property, runs(1));
      // Or the generator has lost its way.
      expect(count.accepted / count.files).toBeGreaterThan(0.75);
      expect(count.judged / count.requests).toBeGreaterThan(0.99);
      expect(count.answered / count.requests).toBeGreaterThan(0.5);
      expect(count.answered / count.requests).toBeLessThan(0.9);
    },
    timeLimitMs,
  );
});
