/** Reading compositions: the same twice, the same from text, and with places for all that is wrong. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readCompositions, type Finding } from '@tributary/language';
import { planCompositions } from '@tributary/plan';
import { compileProto } from '../support/compile-proto.ts';
import { describeFile, fileName } from './generate/describe-file.ts';
import { generate } from './generate/generate.ts';
import { renderFile } from './generate/render-file.ts';
import { examine, prepare } from './running/examine.ts';
import { plainPlan } from './running/plain-plan.ts';
import { fileChoices, requestChoices, runs, timeLimitMs } from './runs.ts';

/** What is said, in whatever place: without places equal findings are one. */
function sayings(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ rule, message }) => `${rule}: ${message}`))].sort();
}

describe('reading', () => {
  it(
    'gives the same plan twice, which makes the same calls',
    () => {
      const property = fc.property(fileChoices, requestChoices, (file, request) => {
        const [one, other] = [prepare(file), prepare(file)];
        if (one.kind === 'refused' || other.kind === 'refused') {
          expect(one.kind).toBe(other.kind);
          if (one.kind === 'refused' && other.kind === 'refused') expect(one.findings).toEqual(other.findings);
          return;
        }
        expect(plainPlan(one.ready.plan)).toBe(plainPlan(other.ready.plan));
        const [first, second] = [examine(one.ready, request).run, examine(other.ready, request).run];
        expect(first.answer).toEqual(second.answer);
        expect(first.calls.map(({ request: bytes }) => bytes)).toEqual(second.calls.map(({ request: bytes }) => bytes));
      });
      fc.assert(property, runs(0.2));
    },
    timeLimitMs,
  );

  it(
    'finds the same in a text as in descriptors, and a place in the text for each finding',
    () => {
      // Compiling takes its time, so few are tried; the texts are kept compiled.
      const property = fc.property(fileChoices, (numbers) => {
        const { file } = generate(numbers);
        const text = renderFile(file);
        const compiled = compileProto({ [fileName]: text });
        const { findings, compositions } = readCompositions(compiled);
        const described = readCompositions({ descriptors: describeFile(file), text: () => undefined });
        expect(sayings(findings)).toEqual(sayings(described.findings));
        const lines = text.split('\n');
        for (const { line, column, length, file: where } of findings) {
          expect(where).toBe(fileName);
          expect(column).toBeGreaterThan(0);
          expect(length).toBeGreaterThan(0);
          expect(lines[line - 1]?.length ?? 0).toBeGreaterThanOrEqual(column - 1 + length);
        }
        if (findings.some(({ level }) => level === 'error')) return;
        const plans = [planCompositions(compositions), planCompositions(described.compositions)];
        const [fromText, fromDescriptors] = plans.map(([plan]) => (plan === undefined ? '' : plainPlan(plan)));
        expect(fromText).toBe(fromDescriptors);
      });
      fc.assert(property, runs(0.04));
    },
    timeLimitMs,
  );
});
