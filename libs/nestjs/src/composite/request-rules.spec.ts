import { describe, expect, it } from '@jest/globals';
import { invalidRequest } from './request-rules.ts';

describe('an invalid request', () => {
  it('tells of as many violations as trailers hold', () => {
    const violations = Array.from({ length: 5000 }, (_, i) => ({
      field: `ids[${i}]`,
      description: 'must not be empty',
      rule: 'string.min_len',
    }));
    const answer = invalidRequest(violations);
    if (answer.kind !== 'status') throw new Error('no status');
    expect(answer.message).toBe('ids[0]: must not be empty');
    expect(answer.details.length).toBeGreaterThan(10_000);
    expect(answer.details.length).toBeLessThan(30_000);
  });

  it('cuts texts that no trailer holds', () => {
    const answer = invalidRequest([{ field: 'id', description: 'x'.repeat(100_000), rule: 'own' }]);
    if (answer.kind !== 'status') throw new Error('no status');
    expect(answer.message).toMatch(/^id: x{1000}…$/);
    expect(answer.details.length).toBeLessThan(4000);
  });
});
