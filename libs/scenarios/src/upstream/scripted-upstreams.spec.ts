import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { create, fromBinary, fromJson, type JsonValue, toBinary, toJson } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { status } from '@grpc/grpc-js';
import { ErrorInfoSchema, StatusSchema } from '@tributary/nestjs';
import { YamlReader } from '../file/yaml-reader.ts';
import { readScripts } from '../read/read-script.ts';
import { renderProblem } from '../file/scenario-problem.ts';
import type { Answer } from '../run/answer.ts';
import { type Caller, connectCaller } from '../run/caller.ts';
import { filmProto, typesOf } from '../testing/film-protos.ts';
import type { MessageTypes } from '../types/message-types.ts';
import { type ScriptedUpstreams, startScriptedUpstreams } from './scripted-upstreams.ts';

const path = '/films.v1.FilmService/GetFilm';
let types: MessageTypes;
let upstreams: ScriptedUpstreams | undefined;
let caller: Caller | undefined;

beforeAll(async () => {
  types = await typesOf(filmProto);
});

afterEach(async () => {
  caller?.close();
  await upstreams?.close();
});

async function start(script: string): Promise<{ upstreams: ScriptedUpstreams; call: Call }> {
  const reader = new YamlReader('s.yaml', `films.v1.FilmService/GetFilm:\n${script}`);
  const scripts = readScripts(reader, reader.top(), types);
  if (reader.problems().length > 0) throw new Error(reader.problems().map(renderProblem).join('\n'));
  const service = types.registry.getService('films.v1.FilmService');
  const getFilm = service?.method['getFilm'];
  if (service === undefined || getFilm === undefined) throw new Error('no FilmService');
  upstreams = await startScriptedUpstreams([service], scripts);
  const connected = await connectCaller(upstreams.addresses.get(service.typeName) ?? '', 5000);
  caller = connected;
  const call: Call = (id, options = {}) =>
    connected.call({
      path,
      request: toBinary(getFilm.input, fromJson(getFilm.input, { id })),
      metadata: [],
      deadlineMs: 5000,
      ...options,
    });
  return { upstreams, call };
}

type Call = (id: string, options?: Partial<Parameters<Caller['call']>[0]>) => Promise<Answer>;

function reply(answer: Answer): JsonValue | string {
  const desc = types.registry.getMessage('films.v1.GetFilmResponse');
  if (desc === undefined || answer.response === undefined) return `${String(answer.code)}: ${answer.message}`;
  return toJson(desc, fromBinary(desc, answer.response));
}

describe('a scripted upstream', () => {
  it('answers with the first entry that matches, as often as it may', async () => {
    const { call } = await start(`
      - { when: { id: a }, reply: { film: { id: first } }, times: 2 }
      - { when: { id: a }, reply: { film: { id: then } } }
      - { reply: { film: { id: any } }, times: 1 }`);
    const replies = [];
    for (const id of ['a', 'b', 'a', 'a', 'a', 'b']) replies.push(reply(await call(id)));
    const film = (id: string) => ({ film: { id } });
    expect(replies).toEqual([
      film('first'),
      film('any'),
      film('first'),
      film('then'),
      film('then'),
      '13: the scenario has no entry for this request',
    ]);
    expect(upstreams?.takeArrivals().map(({ matched }) => matched)).toEqual([true, true, true, true, true, false]);
    expect(upstreams?.takeArrivals()).toEqual([]);
  });

  it('gives trailers with a reply and with a status, and details', async () => {
    const { call } = await start(`
      - { when: { id: a }, reply: {}, metadata: { X-Served-By: [a, b], trace-bin: AAEC } }
      - status: NOT_FOUND
        message: " kein Film: ü % "
        metadata: { x-served-by: c }
        details: [ { "@type": type.googleapis.com/google.rpc.ErrorInfo, reason: NO_FILM } ]`);
    const answer = await call('a');
    expect(answer.code).toBe(status.OK);
    expect(answer.trailers.get('x-served-by')).toEqual(['a, b']);
    expect(answer.trailers.get('trace-bin')).toEqual([Buffer.of(0, 1, 2)]);
    const failed = await call('b');
    expect([failed.code, failed.message]).toEqual([status.NOT_FOUND, ' kein Film: ü % ']);
    expect(failed.trailers.get('x-served-by')).toEqual(['c']);
    expect(failed.details).toEqual([anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason: 'NO_FILM' }))]);
    expect(failed.trailers.get('grpc-status-details-bin')?.[0]).toEqual(
      Buffer.from(
        toBinary(
          StatusSchema,
          create(StatusSchema, { code: 5, message: ' kein Film: ü % ', details: [...failed.details] }),
        ),
      ),
    );
  });

  it('answers raw bytes, valid or not', async () => {
    const { call } = await start('      - { raw: CgNm }');
    expect((await call('a')).response).toEqual(Buffer.of(0x0a, 0x03, 0x66));
  });

  it('waits before it answers', async () => {
    const { call } = await start('      - { reply: {}, delay: 60ms }');
    expect((await call('a')).durationMs).toBeGreaterThanOrEqual(59);
  });

  it('hangs, also past the deadline, until the caller leaves', async () => {
    const { upstreams, call } = await start('      - { hang: true }');
    const answer = call('a', { deadlineMs: 50 });
    expect((await answer).code).toBe(status.DEADLINE_EXCEEDED);
    expect((await answer).message).not.toContain('scenario');
    expect(await upstreams.quiet(5000)).toBe(true);
  });

  it('tells that calls are still open', async () => {
    const { upstreams, call } = await start('      - { hang: true }');
    const answer = call('a', { deadlineMs: 2000 });
    while (upstreams.takeArrivals().length === 0) await new Promise((settle) => setImmediate(settle));
    expect(await upstreams.quiet(1)).toBe(false);
    await answer;
    expect(await upstreams.quiet(5000)).toBe(true);
  });

  it('records requests, metadata and the time given', async () => {
    const { upstreams, call } = await start('      - { reply: {} }');
    await call('m1', {
      deadlineMs: 10_000,
      metadata: [
        ['x-user-id', '7'],
        ['x-role', 'a'],
        ['x-role', 'b'],
        ['x-blob-bin', 'AAE='],
      ],
    });
    const [arrival] = upstreams.takeArrivals();
    expect(arrival?.request).toMatchObject({ id: 'm1' });
    expect([...(arrival?.metadata ?? [])]).toEqual([
      ['x-user-id', ['7']],
      ['x-role', ['a, b']],
      ['x-blob-bin', ['AAE=']],
    ]);
    expect(arrival?.givenMs).toBeGreaterThan(5000);
    expect(arrival?.givenMs).toBeLessThanOrEqual(10_000);
  });

  it('tells of a request that is no message', async () => {
    const { upstreams, call } = await start('      - { reply: {} }');
    expect((await call('a', { request: Uint8Array.of(0x0a, 5) })).code).toBe(status.INTERNAL);
    expect(upstreams.takeArrivals()).toMatchObject([{ matched: false, request: undefined }]);
  });

  it('serves no streaming methods and no others', async () => {
    const { call } = await start('      - { reply: {} }');
    for (const other of ['WatchFilm', 'Nothing']) {
      expect((await call('a', { path: `/films.v1.FilmService/${other}` })).code).toBe(status.UNIMPLEMENTED);
    }
  });

  it('bears callers that leave in crowds', async () => {
    const { upstreams, call } = await start('      - { when: { id: last }, reply: {} }\n      - { hang: true }');
    const left = await Promise.all(Array.from({ length: 3000 }, () => call('a', { deadlineMs: 400 })));
    expect(new Set(left.map(({ code }) => code))).toEqual(new Set([status.DEADLINE_EXCEEDED]));
    expect(await upstreams.quiet(30_000)).toBe(true);
    expect((await call('last')).code).toBe(status.OK);
  });

  it('takes many calls at once', async () => {
    const { upstreams, call } = await start('      - { reply: { film: { id: x } }, delay: 5ms }');
    const answers = await Promise.all(Array.from({ length: 500 }, (_, index) => call(String(index))));
    expect(answers.every(({ code }) => code === (status.OK as number))).toBe(true);
    expect(upstreams.takeArrivals()).toHaveLength(500);
  });
});
