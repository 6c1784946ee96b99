import { describe, expect, it } from '@jest/globals';
import { Admission, type Applicant } from './admission.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import type { Criticality } from './criticality.ts';

/** An admission whose time is moved by hand, and what its applicants hear. */
function admissionOf(most: number, queueMs = 100) {
  let nowMs = 0;
  let timers: { atMs: number; run: () => void }[] = [];
  const heard: string[] = [];
  const admission = new Admission({
    limit: new ConcurrencyLimit(most, 20),
    queueMs,
    now: () => nowMs,
    after: (ms, run) => {
      const timer = { atMs: nowMs + ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((one) => one !== timer));
    },
  });
  const apply = (name: string, criticality: Criticality = 1): Applicant => {
    const applicant = {
      criticality,
      admitted: (waitedMs: number) => heard.push(`${name} in after ${waitedMs}`),
      refused: () => heard.push(`${name} out`),
    };
    admission.apply(applicant);
    return applicant;
  };
  const pass = (ms: number) => {
    const until = nowMs + ms;
    for (;;) {
      const due = timers.filter(({ atMs }) => atMs <= until).sort((one, other) => one.atMs - other.atMs)[0];
      if (due === undefined) break;
      timers = timers.filter((one) => one !== due);
      nowMs = due.atMs;
      due.run();
    }
    nowMs = until;
  };
  return { admission, apply, pass, heard: () => heard.splice(0), waits: () => timers.length };
}

describe('Admission', () => {
  it('takes on as many as may be, and the next when one is done', () => {
    const { admission, apply, pass, heard } = admissionOf(2);
    for (const name of ['a', 'b', 'c']) apply(name);
    expect(heard()).toEqual(['a in after 0', 'b in after 0']);
    pass(7);
    admission.release();
    expect(heard()).toEqual(['c in after 7']);
    expect([admission.inFlight, admission.queued, admission.takePeak()]).toEqual([2, 0, 2]);
  });

  it('refuses who has waited long enough', () => {
    const { apply, pass, heard, waits } = admissionOf(1);
    apply('a');
    apply('b');
    pass(99);
    expect(heard()).toEqual(['a in after 0']);
    pass(6);
    expect(heard()).toEqual(['b out']);
    expect(waits()).toBe(0);
  });

  it('lets nobody wait for more than a moment in a queue that does not empty', () => {
    const { admission, apply, pass, heard } = admissionOf(8);
    for (let nth = 0; nth < 9; nth++) apply('first');
    for (let passed = 0; passed < 110; passed += 10) {
      apply(`at ${passed}`);
      admission.release();
      pass(10);
    }
    expect(heard()).toEqual(expect.arrayContaining(['at 70 in after 10', 'at 80 in after 10', 'at 100 out']));
  });

  it('has a short queue, in which the most critical is next and takes the place of one that is less so', () => {
    const { admission, apply, heard } = admissionOf(8);
    for (let nth = 0; nth < 8; nth++) apply('first');
    heard();
    apply('sheddable', 3);
    apply('critical');
    apply('another');
    expect(heard()).toEqual(['sheddable out']);
    apply('a third');
    expect(heard()).toEqual(['a third out']);
    apply('plus', 0);
    expect(heard()).toEqual(['critical out']);
    admission.release();
    admission.release();
    expect(heard()).toEqual(['plus in after 0', 'another in after 0']);
  });

  it('forgets who leaves', () => {
    const { admission, apply, heard } = admissionOf(1);
    apply('a');
    const left = apply('b');
    heard();
    admission.withdraw(left);
    admission.withdraw(left);
    expect(admission.queued).toBe(0);
    admission.release();
    expect(heard()).toEqual([]);
    apply('d');
    expect(heard()).toEqual(['d in after 0']);
  });

  it('lets none wait where none is to, nor once it is closed', () => {
    const none = admissionOf(1, 0);
    none.apply('a');
    none.apply('b');
    expect(none.heard()).toEqual(['a in after 0', 'b out']);
    const closed = admissionOf(1);
    closed.apply('a');
    closed.apply('b');
    closed.admission.close();
    expect(closed.heard()).toEqual(['a in after 0', 'b out']);
    expect(closed.waits()).toBe(0);
  });
});
