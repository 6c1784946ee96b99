import { describe, expect, it } from '@jest/globals';
import { transportStatus } from '../reply.ts';
import { statusCode } from '../status-code.ts';
import { noTrailers } from '../trailers.ts';
import type { UpstreamReply } from '../upstream.ts';
import { MethodGate, type Entered } from './method-gate.ts';

const breaker = { failures: 0.8, minCalls: 5, pauseMs: 500, maxPauseMs: 2000 };
const ok: UpstreamReply = { kind: 'ok', message: new Uint8Array(), trailers: noTrailers };
const status = (code: number): UpstreamReply => {
  return {
    kind: 'status',
    code,
    message: '',
    details: undefined,
    trailers: noTrailers,
    origin: 'upstream',
    sent: true,
  };
};

function gateOf(maxConcurrent = 10) {
  const gate = new MethodGate('a.v1.A/Get', { maxConcurrent, breaker }, { random: () => 0.5 });
  const enter = (nowMs = 0, optional = false): Entered => {
    const entered = gate.enter(nowMs, optional);
    if ('kind' in entered) throw new Error(entered.message);
    return entered;
  };
  const call = (reply: UpstreamReply, tookMs = 10): void => gate.ended(enter(), reply, tookMs);
  return { gate, enter, call };
}

describe('the limit of calls under way', () => {
  it('turns away what is over it, and before that what is optional', () => {
    const { gate, enter } = gateOf();
    for (let n = 0; n < 8; n++) enter();
    expect(gate.enter(0, true)).toMatchObject({
      code: statusCode.UNAVAILABLE,
      message: expect.stringMatching(/^a\.v1\.A\/Get is not called: 8 of its calls are under way, and the room/),
      sent: false,
    });
    enter();
    const last = enter();
    expect(gate.enter(0, false)).toMatchObject({
      code: statusCode.UNAVAILABLE,
      message: 'a.v1.A/Get is not called: 10 of its calls are under way, which is the limit',
    });
    gate.left(last, 1000, 1);
    enter();
    expect(gate.figures()).toEqual({
      running: 10,
      breaker: 'closed',
      opened: 0,
      refused: { breaker: 0, limit: 1, optional: 1 },
    });
  });

  it('of one takes an optional call, too', () => {
    const { gate } = gateOf(1);
    expect(gate.enter(0, true)).not.toHaveProperty('kind');
  });
});

describe('what opens the breaker', () => {
  const { UNAVAILABLE, INTERNAL, NOT_FOUND, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED } = statusCode;
  const after = (reply: UpstreamReply) => {
    const { gate, call } = gateOf();
    for (let n = 0; n < 5; n++) call(reply);
    return gate.figures().breaker;
  };

  it.each([UNAVAILABLE, INTERNAL, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED])('code %s', (code) => {
    expect(after(status(code))).toBe('open');
  });

  it.each([
    ['a status that is an answer', status(NOT_FOUND)],
    ['a call that found no connection', transportStatus(UNAVAILABLE, 'no connection', false)],
    ['a reply over the limit of this side', transportStatus(RESOURCE_EXHAUSTED, 'too large', true)],
  ])('but not %s', (_what, reply) => {
    expect(after(reply)).toBe('closed');
  });

  it('a connection that was lost', () => {
    expect(after(transportStatus(UNAVAILABLE, 'lost', true))).toBe('open');
  });

  it('calls left at their deadline, and not those left before', () => {
    const { gate, enter } = gateOf();
    for (let n = 0; n < 20; n++) gate.left(enter(), 1000, 500);
    expect(gate.figures().breaker).toBe('closed');
    for (let n = 0; n < 5; n++) gate.left(enter(), 1000, 960);
    expect(gate.figures().breaker).toBe('open');
    expect(gate.enter(960, false)).toHaveProperty(
      'message',
      'a.v1.A/Get is not called for a moment: most of its calls failed (circuit breaker open)',
    );
    expect(gate.figures()).toMatchObject({ running: 0, opened: 1, refused: { breaker: 1 } });
  });

  it('no callers who give it less time than calls take', () => {
    const { gate, enter, call } = gateOf();
    call(ok, 100);
    for (let n = 0; n < 50; n++) gate.left(enter(), 20, 20);
    for (let n = 0; n < 50; n++) call(status(DEADLINE_EXCEEDED), 150);
    expect(gate.figures().breaker).toBe('closed');
  });
});
