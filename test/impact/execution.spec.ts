/**
 * What `impactOf` says, held to what happens: a composite of the base's contract over upstreams that speak the head's. Each
 * field of an answer that changes is one of those that were said to be touched.
 */
import { createFileRegistry } from '@bufbuild/protobuf';
import { impactOf } from '@tributary/contracts';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Choices } from '../oracle/generate/choices.ts';
import { describeFile } from '../oracle/generate/describe-file.ts';
import { essence } from '../oracle/generate/essence.ts';
import { makeRequest } from '../oracle/generate/make-request.ts';
import { renderFile } from '../oracle/generate/render-file.ts';
import { flawless, scripted } from '../oracle/generate/scripted.ts';
import { prepare } from '../oracle/running/examine.ts';
import type { Plain } from '../oracle/running/plain-message.ts';
import { runEngine, type EngineRun } from '../oracle/running/run-engine.ts';
import { fileChoices, requestChoices, runs, timeLimitMs } from '../oracle/runs.ts';
import { differences, isCovered } from './answer-differences.ts';
import { changeFile } from './change-file.ts';
import { headUpstream, plainUpstream } from './head-upstream.ts';
import { strictMessage } from './strict-message.ts';

describe('impactOf, executed', () => {
  it(
    'names every field of an answer that changes when upstreams speak the new contract',
    () => {
      const count = { compared: 0, differing: 0, precise: 0, untouched: 0, asOne: 0 };
      const property = fc.property(fileChoices, requestChoices, requestChoices, (file, changing, asking) => {
        const prepared = prepare(file);
        if (prepared.kind === 'refused') return;
        const { generated, plan, method } = prepared.ready;
        const { file: changed, renamed, done } = changeFile(new Choices(changing), generated);
        const [base, head] = [describeFile(generated.file), describeFile(changed)];
        const impact = impactOf({ descriptors: base }, { descriptors: head });
        const reasons = impact.changes
          .flatMap(({ methods }) => methods.flatMap((one) => one.reasons))
          .filter(({ of }) => of === 'use');
        const fields = reasons.flatMap(({ responseFields, mayBeMissing }) => [...responseFields, ...mayBeMissing]);
        const whole = reasons.some(({ wholeAnswer }) => wholeAnswer);

        const choices = new Choices(asking);
        const script = scripted(generated.methods, flawless(generated.methods, choices.below(256)));
        const request = makeRequest(choices, method.input, method.output, 'full', false);
        const spoken = headUpstream(
          script,
          createFileRegistry(head),
          ({ name }, field) => renamed.get(`${name}.${field.name}`) ?? field.name,
        );
        const asked = { plan, request: request.bytes, ...request };
        const before = runEngine({ ...asked, script: plainUpstream(script) });
        let after: EngineRun;
        try {
          after = runEngine({ ...asked, script: spoken });
        } catch (error) {
          // Bytes of a reply that go into a request as they came, and that protobuf-es takes for something else.
          if (/premature EOF|invalid wire type|cant skip|illegal tag|invalid varint|UTF/i.test(String(error))) return;
          throw error;
        }
        const paths = pathsThatDiffer(before, after, (bytes) => strictMessage(method.output, bytes));
        count.compared++;
        if (paths === undefined || paths.length > 0) count.differing++;
        if (reasons.length === 0) count.untouched++;
        else if (whole) count.asOne++;
        else count.precise++;
        // That a method may fail does not say that any field of an answer may be another.
        const missed =
          paths === undefined ? (whole ? [] : ['(the answer)']) : paths.filter((path) => !isCovered(path, fields));
        const story = [
          renderFile(essence(generated.file)),
          ...done,
          `said: ${fields.join(', ')}`,
          `missed: ${missed.join(', ')}`,
        ].join('\n');
        expect(missed.length === 0 ? [] : [missed, story]).toEqual([]);
      });
      fc.assert(property, runs(0.3));
      // Or it says too much to be wrong, or nothing happens.
      expect(count.differing / count.compared).toBeGreaterThan(0.2);
      expect((count.precise + count.untouched) / count.compared).toBeGreaterThan(0.4);
    },
    timeLimitMs,
  );
});

/** Undefined: an answer on the one side, and none on the other. */
function pathsThatDiffer(
  before: EngineRun,
  after: EngineRun,
  plain: (bytes: Uint8Array) => Plain,
): readonly string[] | undefined {
  if (before.answer?.kind !== 'ok' || after.answer?.kind !== 'ok') {
    return before.answer?.kind === after.answer?.kind ? [] : undefined;
  }
  return differences(plain(before.answer.message), plain(after.answer.message));
}
