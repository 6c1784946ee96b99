import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { configurationFrom, type RunningComposite, startComposite } from '@tributary/nestjs';
import { pino } from 'pino';
import { greetingProto } from '../testing/greeting-proto.ts';
import { inFolder } from '../testing/in-folder.ts';
import { runCaptured } from '../testing/run-captured.ts';

let composite: RunningComposite;

beforeAll(async () => {
  composite = await inFolder({ 'greeting.proto': greetingProto() }, async (folder) => {
    const checked = configurationFrom(
      // Nobody listens at port 1.
      { listen: '127.0.0.1:0', http: 'off', proto: folder, upstreams: { '*': { address: '127.0.0.1:1' } } },
      'spec',
    );
    if (checked.kind === 'failed') throw new Error(JSON.stringify(checked.problems));
    return startComposite(checked.configuration, { log: pino({ level: 'silent' }) });
  });
});

afterAll(() => composite.close());

const greet = 'greeting.v1.GreetingService/Greet';

function call(...args: readonly string[]) {
  return runCaptured('call', composite.grpcAddress, ...args);
}

describe('tributary call', () => {
  it('prints the answer as ProtoJSON, and the time', async () => {
    const { exitStatus, output } = await call(
      greet,
      '{"times": 9007199254740993}',
      '-H',
      'X-Agent: a: b',
      '-H',
      'x-b: c',
    );
    expect(exitStatus).toBe(0);
    const [json, rest] = output.split('\n\n');
    expect(JSON.parse(json ?? '')).toEqual({ text: 'Hello ', times: '9007199254740993', agent: 'a: b' });
    expect(rest).toMatch(/^OK {2}in [\d.]+ ms\n$/);
  });

  it('prints gaps as a table', async () => {
    const { exitStatus, output } = await call('greeting.v1.GreetingService.Greet', '{"name": "Ada"}');
    expect(exitStatus).toBe(0);
    expect(output).toContain('\ngaps\n  mood  FAILED  UNAVAILABLE  greeting.v1.MoodService/GetMood\n');
  });

  it('asks for some fields only', async () => {
    expect((await call(greet, '{"times": 1}', '--fields', 'times')).output).toMatch(/^\{\n {2}"times": "1"\n\}/);
  });

  it('prints a status with its details', async () => {
    const { exitStatus, output, errors } = await call('greeting.v1.GreetingService/Ask', '{}', '--deadline', '20s');
    expect([exitStatus, output]).toEqual([1, '']);
    expect(errors).toMatch(/^UNAVAILABLE: mood: .*\n/);
    expect(errors).toContain('"@type": "type.googleapis.com/google.rpc.ErrorInfo",\n  "reason": "UPSTREAM_FAILED"');
  });

  it('prints for programs', async () => {
    const { output } = await call(greet, '{"name": "Ada"}', '--format', 'json');
    expect(JSON.parse(output)).toMatchObject({
      status: 'OK',
      response: { text: 'Hello Ada' },
      gaps: [{ path: 'mood', reason: 'FAILED', code: 'UNAVAILABLE', call: 'greeting.v1.MoodService/GetMood' }],
      durationMs: expect.any(Number),
    });
    const failed = await call('greeting.v1.GreetingService/Ask', '{}', '--format', 'json');
    expect(failed.exitStatus).toBe(1);
    expect(JSON.parse(failed.output)).toMatchObject({
      status: 'UNAVAILABLE',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'UPSTREAM_FAILED' }],
    });
  });

  it('takes the contract from protos, too', async () => {
    await inFolder({ 'greeting.proto': greetingProto() }, async (folder) => {
      expect((await call(greet, '{}', '--proto', folder)).exitStatus).toBe(0);
      const wrong = await call('greeting.v1.GreetingServic/Greet', '{}', '--proto', folder);
      expect(wrong.errors).toBe(
        'there is no service "greeting.v1.GreetingServic" (did you mean "greeting.v1.GreetingService"?)\n',
      );
    });
  });

  it.each([
    [
      [greet, '{"nam": ""}'],
      /^request:1:2: nam: greeting.v1.GreetRequest has no field "nam" \(did you mean "name"\?\)\n$/,
    ],
    [[greet, '{"times": "x"}'], /^request:1:2: times: /],
    [[greet, '{'], /^request is not JSON: /],
    [
      ['greeting.v1.GreetingService/Gret'],
      /^greeting.v1.GreetingService has no method "Gret" \(did you mean "Greet"\?\)/,
    ],
    [['greeting.v1.GreetinService/Greet'], /^the server has no service "greeting.v1.GreetinService" \(did you mean /],
    [['greeting.v1.GreetingService/Watch'], /is streaming, and only unary methods can be called\n$/],
    [['Greet'], /^"Greet" is no method: methods are named package.Service\/Method\n$/],
    [[greet, '{}', '--deadline', '10'], /^error: option '--deadline <duration>'/],
    [[greet, '{}', '-H', 'nothing'], /^error: option '-H, --header/],
  ])('does not call %j', async (args, text) => {
    const { exitStatus, output, errors } = await call(...args);
    expect([exitStatus, output]).toEqual([1, '']);
    expect(errors).toMatch(text);
  });

  it('tells where nobody listens', async () => {
    const asked = await runCaptured('call', '127.0.0.1:1', greet);
    expect([asked.exitStatus, asked.errors]).toEqual([
      1,
      'cannot ask 127.0.0.1:1 for its contracts: connect ECONNREFUSED 127.0.0.1:1\n',
    ]);
  });
});
