import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frameMessage } from './message-frame.ts';
import { MessageReader } from './message-reader.ts';

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('MessageReader', () => {
  it('reads what was framed, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(fc.nat(), { maxLength: 6 }), (message, places) => {
        const reader = new MessageReader(1000);
        for (const chunk of cut(frameMessage(message), places)) expect(reader.push(chunk)).toBeUndefined();
        const read = reader.end();
        expect(read.kind === 'message' && Uint8Array.from(read.message)).toEqual(message);
      }),
    );
  });

  it('does not copy a message that comes in one chunk', () => {
    const frame = frameMessage(Uint8Array.of(1, 2, 3));
    const reader = new MessageReader(10);
    reader.push(frame);
    const read = reader.end();
    expect(read.kind === 'message' && read.message.buffer === frame.buffer).toBe(true);
  });

  it('tells every part of a message from a whole one, and anything after it from nothing', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 20 }),
        fc.nat(),
        fc.array(fc.nat(), { maxLength: 4 }),
        (message, n, places) => {
          const frame = frameMessage(message);
          const length = n % frame.length;
          const reader = new MessageReader(1000);
          for (const chunk of cut(frame.subarray(0, length), places)) reader.push(chunk);
          expect(reader.end().kind).toBe(length === 0 ? 'none' : 'truncated');

          const longer = new MessageReader(1000);
          const problems = cut(Buffer.concat([frame, Uint8Array.of(0)]), places).map(
            (chunk) => longer.push(chunk)?.kind,
          );
          expect(problems).toContain('several');
        },
      ),
    );
  });

  it.each([
    ['a size over the limit', [0, 0, 0, 0, 11], { kind: 'too-large', bytes: 11 }],
    ['the largest size there is', [0, 255, 255, 255, 255], { kind: 'too-large', bytes: 4_294_967_295 }],
    ['compression', [1, 0, 0, 0, 2], { kind: 'compressed' }],
    ['an unknown flag', [60, 104, 116, 109, 108], { kind: 'not-framed' }],
  ])('refuses %s at the prefix', (_, prefix, problem) => {
    expect(new MessageReader(10).push(Uint8Array.from(prefix))).toEqual(problem);
  });
});
