import { describe, expect, it } from '@jest/globals';
import { Bench } from '../test/bench.ts';

/** A bench that tells what observers hear: of calls, of answers, and what was not kept. */
function observed(body: string): { bench: Bench; heard: string[] } {
  const heard: string[] = [];
  const age = (ms: number | undefined): string => (ms === undefined ? '' : ` ${ms}`);
  const bench = new Bench(body, {
    cache: true,
    observer: {
      callCache: ({ call, outcome, ageMs }) => heard.push(`${call.split('/')[1] ?? ''} ${outcome}${age(ageMs)}`),
      requestEnded: ({ cache, cacheAgeMs }) => {
        if (cache !== undefined) heard.push(`answer ${cache}${age(cacheAgeMs)}`);
      },
      cacheRefused: ({ kind, method }) => heard.push(`refused ${kind} ${method.split('/')[1] ?? ''}`),
    },
  });
  return { bench, heard };
}

const service = (options: string): string => `service SpecService {
    rpc Get(Request) returns (Response) {
      option idempotency_level = NO_SIDE_EFFECTS;
      option (tributary.v1.composite) = { timeout: "1s" ${options} };
    }
    rpc Change(Request) returns (Changed) { option (tributary.v1.composite) = { invalidates: "'all'" }; }
  }
  message Changed { up.v1.Rep w = 1 [= @Write]; }`;
const times = 'ttl: "10s" stale_while_revalidate: "10s" stale_if_error: "1m" negative_ttl: "5s" tags: "\'all\'"';
const call = `${service('')} message Response { up.v1.Rep a = 1 [= @A cache: { ${times} }]; }`;
const answer = `${service(`cache: { ${times} degraded_ttl: "2s" }`)}
  message Response { up.v1.Rep a = 1 [= @A]; up.v1.Rep b = 2 [= @B optional: true]; }`;

describe('what is heard of the cache of calls', () => {
  it('is one outcome for each asker', async () => {
    const { bench, heard } = observed(call);
    bench.ask();
    bench.ask();
    bench.answer('A');
    expect(heard.splice(0)).toEqual(['A miss', 'A collapsed']);
    bench.advance(3000);
    bench.ask();
    expect(heard.splice(0)).toEqual(['A hit 3000']);
    bench.advance(9000);
    bench.ask();
    expect(heard.splice(0)).toEqual(['A hit 12000']);
    bench.answer('A', { status: 'UNAVAILABLE' });
    await bench.engine.idle();
    bench.advance(13_000);
    bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE' });
    expect(heard.splice(0)).toEqual(['A stale 25000']);
    bench.ask();
    expect(heard.splice(0)).toEqual(['A stale 25000']);
    bench.advance(1000);
    bench.ask();
    bench.answer('A', { status: 'NOT_FOUND' });
    expect(heard.splice(0)).toEqual(['A miss']);
    bench.advance(1000);
    bench.ask();
    expect(heard.splice(0)).toEqual(['A negative 1000']);
  });

  it('is a miss where it is left before it is answered', () => {
    const { bench, heard } = observed(call);
    bench.ask().cancel();
    expect(heard).toEqual(['A miss']);
  });

  it('is a refusal of what was invalidated meanwhile, once for all who waited', () => {
    const { bench, heard } = observed(call);
    bench.ask();
    bench.ask();
    bench.ask({}, { method: 'Change' });
    bench.answer('Write');
    bench.answer('A');
    expect(heard).toEqual(['refused reply A', 'A miss', 'A collapsed']);
  });

  it('is a refusal of replies with gaps', () => {
    const { bench, heard } = observed(
      `${service('')} message Response { up.v1.Told a = 1 [= @Tell cache: { ttl: "1s" }]; }`,
    );
    bench.ask();
    bench.answer('Tell', { completeness: { gaps: [{ path: 'rep', reason: 1 }] } });
    expect(heard).toEqual(['refused reply Tell', 'Tell miss']);
  });

  it('is no refusal where nothing was to be kept', () => {
    const { bench, heard } = observed(call.replace('negative_ttl: "5s"', ''));
    bench.ask();
    bench.answer('A', { status: 'NOT_FOUND' });
    bench.ask();
    bench.answer('A', { status: 'ABORTED' });
    expect(heard).toEqual(['A miss', 'A miss']);
  });

  it('is that a reply is kept once, however many wait for it', () => {
    const { bench } = observed(call);
    for (let count = 0; count < 100; count++) bench.ask();
    bench.answer('A');
    expect(bench.calls).toHaveLength(1);
    expect(bench.cache?.stats().stored).toBe(1);
  });
});

describe('what is heard of the cache of a method', () => {
  it('is one outcome for each request, with the age of what it had', () => {
    const { bench, heard } = observed(answer);
    bench.ask();
    bench.ask();
    bench.answer('A');
    bench.answer('B');
    expect(heard.splice(0)).toEqual(['answer miss', 'answer collapsed']);
    bench.advance(4000);
    bench.ask();
    expect(heard.splice(0)).toEqual(['answer hit 4000']);
    bench.advance(20_000);
    bench.ask();
    bench.answer('A', { status: 'UNAVAILABLE' });
    expect(heard.splice(0)).toEqual(['answer stale 24000']);
  });

  it('is a refusal of what was invalidated meanwhile', () => {
    const { bench, heard } = observed(answer);
    const request = bench.ask();
    bench.ask({}, { method: 'Change' });
    bench.answer('Write');
    bench.answer('A');
    bench.answer('B');
    expect(request.trailer('cache-status')).toBe('tributary; fwd=miss');
    expect(heard).toEqual(['refused answer Get', 'answer miss']);
  });
});
