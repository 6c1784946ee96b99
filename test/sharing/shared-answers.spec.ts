import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageComposite, type StagedComposite } from '../support/staged-composite.ts';

// Answers that are kept, while several requests are on their way: who joins whose calls, and what an invalidation does to
// values that were asked for before it.

const proto = `syntax = "proto3";
package staged.v1;
import "tributary/v1/compose.proto";

service NoteService {
  rpc Get(GetRequest) returns (Note) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Put(GetRequest) returns (Note);
}
message GetRequest { string id = 1; }
message Note { int32 version = 1; }

service KeepService {
  rpc Read(GetRequest) returns (ReadResponse) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = { cache: { ttl: "1h" tags: "request.id" } };
  }
  rpc Look(GetRequest) returns (LookResponse) { option (tributary.v1.composite) = {}; }
  rpc Write(GetRequest) returns (WriteResponse) { option (tributary.v1.composite) = { invalidates: "request.id" }; }
}
message ReadResponse {
  Note note = 1 [(tributary.v1.from) = { call: "staged.v1.NoteService/Get" args: "id = request.id" }];
}
message LookResponse {
  Note note = 1 [(tributary.v1.from) = {
    call: "staged.v1.NoteService/Get" args: "id = request.id" cache: { ttl: "1h" tags: "request.id" }
  }];
}
message WriteResponse {
  Note note = 1 [(tributary.v1.from) = { call: "staged.v1.NoteService/Put" args: "id = request.id" }];
}
`;

let stage: StagedComposite;

beforeAll(async () => {
  const slow = { delay: '80ms' };
  stage = await stageComposite(proto, {
    'staged.v1.NoteService/Get': [
      { when: { id: 'written' }, reply: { version: 1 }, times: 1, ...slow },
      { when: { id: 'looked' }, reply: { version: 1 }, times: 1, ...slow },
      { when: { id: 'joined' }, reply: { version: 1 }, ...slow },
      { reply: { version: 2 } },
    ],
    'staged.v1.NoteService/Put': [{ reply: {} }],
  });
}, 60_000);

afterAll(() => stage.close());

describe('equal misses', () => {
  it('each run their own plan over shared calls: one starts them, the others say that they joined', async () => {
    const first = stage.call('Read', { id: 'joined' });
    await stage.arrivals(1);
    const second = stage.call('Read', { id: 'joined' });
    expect((await first.ended).cacheStatus).toBe('tributary; fwd=miss; stored');
    expect((await second.ended).cacheStatus).toBe('tributary; fwd=miss; stored; collapsed');
    expect((await stage.call('Read', { id: 'joined' }).ended).cacheStatus).toMatch(/^tributary; hit; ttl=3600$/);
    expect(await stage.arrivals(0)).toEqual([]);
  });
});

describe.each([
  ['an answer', 'Read', 'written'],
  ['a reply', 'Look', 'looked'],
] as const)('%s that was asked for before an invalidation', (_, method, id) => {
  it('goes to who asked for it, and is not kept', async () => {
    const before = stage.call(method, { id });
    await stage.arrivals(1);
    expect(await stage.call('Write', { id }).ended).toMatchObject({ status: 'OK' });
    expect((await before.ended).response).toEqual({ note: { version: 1 } });
    expect((await stage.call(method, { id }).ended).response).toEqual({ note: { version: 2 } });
    expect((await stage.call(method, { id }).ended).response).toEqual({ note: { version: 2 } });
    // The write, and one read anew; the last one is a hit.
    expect((await stage.arrivals(0)).map(({ method: { name } }) => name).sort()).toEqual(['Get', 'Put']);
  });
});
