import { describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { refusal, refusals } from './refusal.ts';
import { RequestFraming } from './request-framing.ts';

const tooLarge = refusal('REQUEST_TOO_LARGE', status.RESOURCE_EXHAUSTED, 'too large');
const { malformedFrame, severalMessages } = refusals;

/** What is found wrong with a body that comes in pieces of a length. */
function faultOf(body: number[], pieceLength: number) {
  const framing = new RequestFraming(300, tooLarge);
  for (let at = 0; at < body.length; at += pieceLength) {
    const fault = framing.add(Uint8Array.from(body.slice(at, at + pieceLength)));
    if (fault !== undefined) return fault;
  }
  return framing.end();
}

describe.each([1, 2, 5, 1000])('a request in pieces of %d bytes', (pieceLength) => {
  it.each([
    ['an empty message', [0, 0, 0, 0, 0], undefined],
    ['a message', [0, 0, 0, 0, 2, 8, 1], undefined],
    ['a compressed one', [1, 0, 0, 0, 2, 8, 1], undefined],
    ['the largest', [0, 0, 0, 1, 44, ...Array.from({ length: 300 }, () => 0)], undefined],
    ['nothing', [], undefined],
    ['one that is too large', [0, 0, 0, 1, 45], tooLarge],
    ['one of 4 GiB', [0, 255, 255, 255, 255], tooLarge],
    ['another flag', [2, 0, 0, 0, 0], malformedFrame],
    ['half a prefix', [0, 0, 0], malformedFrame],
    ['half a message', [0, 0, 0, 0, 2, 8], malformedFrame],
    ['two messages', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], severalMessages],
  ])('%s', (_name, body, fault) => {
    expect(faultOf(body, pieceLength)).toBe(fault);
  });
});
