import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageComposite, type StagedComposite } from '../support/staged-composite.ts';

// Equal calls of several requests in flight share one, where the method is NO_SIDE_EFFECTS: who leaves, and whose deadline.

const proto = `syntax = "proto3";
package staged.v1;
import "tributary/v1/compose.proto";

service ThingService {
  rpc Get(GetRequest) returns (Thing) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc BatchGet(BatchGetRequest) returns (BatchGetResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Put(GetRequest) returns (Thing);
}
message GetRequest { string id = 1; }
message Thing { string id = 1; int32 count = 2; }
message BatchGetRequest { repeated string ids = 1; }
message BatchGetResponse { repeated Thing things = 1; }

service ShareService {
  rpc Read(GetRequest) returns (ReadResponse) { option (tributary.v1.composite) = {}; }
  rpc Write(GetRequest) returns (WriteResponse) { option (tributary.v1.composite) = {}; }
  rpc Batch(BatchRequest) returns (BatchResponse) { option (tributary.v1.composite) = {}; }
}
message ReadResponse {
  Thing thing = 1 [(tributary.v1.from) = { call: "staged.v1.ThingService/Get" args: "id = request.id" }];
}
message WriteResponse {
  Thing thing = 1 [(tributary.v1.from) = { call: "staged.v1.ThingService/Put" args: "id = request.id" }];
}
message BatchRequest { repeated string ids = 1; }
message BatchResponse {
  repeated Thing things = 1 [(tributary.v1.from) = {
    call: "staged.v1.ThingService/BatchGet"
    args: "ids = request.ids"
    batch: { match: "id" max_keys: 3 }
  }];
}
`;

let stage: StagedComposite;

beforeAll(async () => {
  const slow = { reply: { count: 1 }, delay: '700ms' };
  stage = await stageComposite(proto, {
    'staged.v1.ThingService/Get': [
      { when: { id: 'hangs once' }, hang: true, times: 1 },
      { when: { id: 'hangs' }, hang: true },
      { when: { id: 'hangs for a shorter one' }, hang: true },
      slow,
    ],
    'staged.v1.ThingService/Put': [slow],
    'staged.v1.ThingService/BatchGet': [
      { reply: { things: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id })) }, delay: '700ms' },
    ],
  });
}, 60_000);

afterAll(() => stage.close());

describe('a shared call', () => {
  it('is one for all who ask while it is in flight', async () => {
    const first = stage.call('Read', { id: 'a' });
    await stage.arrivals(1);
    const others = [stage.call('Read', { id: 'a' }), stage.call('Read', { id: 'a' })];
    for (const { ended } of [first, ...others]) {
      expect(await ended).toMatchObject({ status: 'OK', response: { thing: { count: 1 } } });
    }
    expect(await stage.arrivals(0)).toEqual([]);
  });

  it('goes on when who started it leaves', async () => {
    const first = stage.call('Read', { id: 'a' });
    const second = stage.call('Read', { id: 'a' });
    await stage.arrivals(1);
    first.cancel();
    expect(await first.ended).toMatchObject({ status: 'CANCELLED' });
    expect(await second.ended).toMatchObject({ status: 'OK' });
    expect(await stage.arrivals(0)).toEqual([]);
  });

  it('ends when the last one leaves', async () => {
    const callers = [stage.call('Read', { id: 'hangs' }), stage.call('Read', { id: 'hangs' })];
    await stage.arrivals(1);
    for (const caller of callers) caller.cancel();
    for (const { ended } of callers) expect(await ended).toMatchObject({ status: 'CANCELLED' });
    expect(await stage.quiet()).toBe(true);
  });

  it("is made once more, with the longest time that is left, where its starter's deadline ends it", async () => {
    const starter = stage.call('Read', { id: 'hangs once' }, 1000);
    const [first] = await stage.arrivals(1);
    const others = [stage.call('Read', { id: 'hangs once' }, 4000), stage.call('Read', { id: 'hangs once' }, 4900)];
    expect(await starter.ended).toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    for (const { ended } of others) {
      expect(await ended).toMatchObject({ status: 'OK', response: { thing: { count: 1 } } });
    }
    const again = await stage.arrivals(1);
    expect(again).toHaveLength(1);
    expect(first?.givenMs).toBeLessThanOrEqual(1000);
    expect(again[0]?.givenMs).toBeGreaterThan(3000);
    expect(again[0]?.givenMs).toBeLessThanOrEqual(4900);
  });

  it('is left by those whose own deadline ends before', async () => {
    const starter = stage.call('Read', { id: 'hangs for a shorter one' }, 20_000);
    await stage.arrivals(1);
    const shorter = stage.call('Read', { id: 'hangs for a shorter one' }, 80);
    expect(await shorter.ended).toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    starter.cancel();
    expect(await starter.ended).toMatchObject({ status: 'CANCELLED' });
    expect(await stage.quiet()).toBe(true);
    expect(await stage.arrivals(0)).toEqual([]);
  });

  it('is none where the method has side effects', async () => {
    const callers = [stage.call('Write', { id: 'a' }), stage.call('Write', { id: 'a' })];
    for (const { ended } of callers) expect(await ended).toMatchObject({ status: 'OK' });
    expect(await stage.arrivals(2)).toHaveLength(2);
  });
});

describe('a batch', () => {
  it('asks for each key once, of all requests, at most `max_keys` a call', async () => {
    const requests = [
      ['a', 'b'],
      ['c', 'b', 'a'],
      ['d', 'd'],
    ];
    const answers = await Promise.all(requests.map((ids) => stage.call('Batch', { ids }).ended));
    expect(answers.map(({ response }) => response)).toEqual(
      requests.map((ids) => ({ things: ids.map((id) => ({ id })) })),
    );
    const arrivals = await stage.arrivals(0);
    const keys = arrivals.flatMap(({ request }) => (request as unknown as { ids: string[] } | undefined)?.ids ?? []);
    expect([...keys].sort()).toEqual(['a', 'b', 'c', 'd']);
    // Requests that came in one turn go out together: two calls where all did.
    expect(arrivals.length).toBeLessThanOrEqual(3);
    for (const { request } of arrivals) {
      expect((request as unknown as { ids: string[] } | undefined)?.ids.length).toBeLessThanOrEqual(3);
    }
  });

  it('goes on without a request that leaves', async () => {
    const first = stage.call('Batch', { ids: ['a', 'e'] });
    const second = stage.call('Batch', { ids: ['e', 'b'] });
    await stage.arrivals(1);
    first.cancel();
    expect(await first.ended).toMatchObject({ status: 'CANCELLED' });
    expect(await second.ended).toMatchObject({ status: 'OK', response: { things: [{ id: 'e' }, { id: 'b' }] } });
  });
});
