import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Keepalive } from './keepalive.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function watch({ answers = true, open = 1 } = {}) {
  const events: string[] = [];
  let nowMs = 0;
  const state = { answers, open };
  const keepalive = new Keepalive({
    timeMs: 1000,
    timeoutMs: 500,
    openCalls: () => state.open,
    ping: (answered) => {
      events.push(`ping ${nowMs}`);
      if (state.answers) answered();
    },
    dead: () => {
      events.push(`dead ${nowMs}`);
      keepalive.stop();
    },
  });
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 50) {
      nowMs += 50;
      jest.advanceTimersByTime(50);
    }
  };
  return { keepalive, events, pass, state };
}

describe('Keepalive', () => {
  // Dead is in the turn after the time: where this process stood still, an answer may just be waiting to be read.
  it('finds a silent peer', () => {
    const { keepalive, events, pass } = watch({ answers: false });
    keepalive.called();
    pass(5000);
    expect(events).toEqual(['ping 1000', 'dead 1550']);
  });

  it('finds it where callers leave before', () => {
    const { keepalive, events, pass, state } = watch({ answers: false });
    keepalive.called();
    state.open = 0;
    pass(5000);
    expect(events).toEqual(['ping 1000', 'dead 1550']);
  });

  it('asks less and less where it is answered', () => {
    const { keepalive, events, pass } = watch();
    keepalive.called();
    pass(400_000);
    expect(events).toEqual(['ping 1000', 'ping 3000', 'ping 7000', 'ping 307000']);
  });

  it('asks nothing of a peer that speaks, and starts over with its next silence', () => {
    const { keepalive, events, pass } = watch();
    keepalive.called();
    for (let n = 0; n < 20; n++) {
      keepalive.heard();
      pass(500);
    }
    expect(events).toEqual([]);
    pass(4000);
    expect(events).toEqual(['ping 10500', 'ping 12500']);
  });

  it('takes anything for an answer', () => {
    const { keepalive, events, pass, state } = watch({ answers: false });
    keepalive.called();
    pass(1100);
    keepalive.heard();
    state.open = 0;
    pass(10_000);
    expect(events).toEqual(['ping 1000']);
  });

  it('rests without calls, and after its end', () => {
    const { keepalive, events, pass, state } = watch();
    keepalive.called();
    keepalive.heard();
    state.open = 0;
    pass(5000);
    expect(jest.getTimerCount()).toBe(0);
    keepalive.stop();
    keepalive.called();
    pass(5000);
    expect(events).toEqual([]);
  });
});
