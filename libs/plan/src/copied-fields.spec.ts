import { describe, expect, it } from '@jest/globals';
import { planSpec } from '../test/plan-spec.ts';
import type { FieldPlan, MessagePlan } from './message-plan.ts';

const list = 'repeated El els = 1 [= @List select: "response.items"];';

function fieldsOf({ slots }: MessagePlan): readonly FieldPlan[] {
  return slots.filter((slot) => slot.kind === 'field');
}

function elementOf(body: string): MessagePlan {
  const [els] = fieldsOf(planSpec(`message Response { ${list} } ${body}`).root);
  if (els?.filling.kind !== 'origin' || els.filling.origin.kind !== 'call') throw new Error('els is no call');
  const [element] = els.filling.origin.select.composes;
  if (element === undefined) throw new Error('els composes nothing');
  return element;
}

describe('copied fields', () => {
  it('are those taken from a given source as they are', () => {
    const element = elementOf(`message El {
      string id = 1;
      string body = 2 [= value: "source.text"];
      int64 n = 3;
      string when = 4 [= value: "source.id" when: "source.n > 0"];
      string both = 5 [= value: "source.id + source.text"];
      string other = 6 [= value: "request.id"];
      oneof either { string left = 7 [= value: "source.id"]; string right = 8 [= value: "source.text"]; }
      bytes hash = 9;
    }`);
    const copied = fieldsOf(element).filter((field) => field.copied !== undefined);
    expect(copied.map(({ name }) => name)).toEqual(['id', 'body', 'hash']);
  });

  it('are none where the source is of the message’s own, and may fail', () => {
    const { root } = planSpec(
      'message Response { option (tributary.v1.source) = { @A }; string id = 1; string text = 2; }',
    );
    expect(fieldsOf(root).map(({ copied }) => copied)).toEqual([undefined, undefined]);
  });

  it('are written in one step where they stand side by side', () => {
    const element = elementOf('message El { bytes hash = 4; up.v1.Rep a = 3 [= @A]; string text = 2; string id = 1; }');
    const steps = element.writeSteps.map((step) => (step.kind === 'slot' ? [step.slot] : step.slots));
    expect(steps.map((slots) => slots.map(({ name }) => name))).toEqual([['id', 'text'], ['a'], ['hash']]);
  });
});
