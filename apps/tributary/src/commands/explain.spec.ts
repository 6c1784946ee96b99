import { describe, expect, it } from '@jest/globals';
import { greetingProto } from '../testing/greeting-proto.ts';
import { inFolder } from '../testing/in-folder.ts';
import { type CapturedRun, runCaptured } from '../testing/run-captured.ts';

/** A second service with a method of the same name, and one of its own. */
const twice = `${greetingProto()}
service OtherService {
  rpc Greet(OtherRequest) returns (OtherResponse) { option (tributary.v1.composite) = {}; }
  rpc List(OtherRequest) returns (OtherResponse) { option (tributary.v1.composite) = {}; }
}
message OtherRequest { string name = 1; }
message OtherResponse { string name = 1 [(tributary.v1.from).value = "request.name"]; }
`;

function explain(proto: string, ...args: readonly string[]): Promise<CapturedRun> {
  return inFolder({ 'greeting.proto': proto }, (folder) => runCaptured('explain', '--proto', folder, ...args));
}

describe('tributary explain', () => {
  it('lists what there is, where no method is named', async () => {
    expect(await explain(twice)).toEqual({
      exitStatus: 0,
      output: [
        'greeting.v1.GreetingService/Greet',
        'greeting.v1.GreetingService/Ask',
        'greeting.v1.OtherService/Greet',
        'greeting.v1.OtherService/List',
        '',
      ].join('\n'),
      errors: '',
    });
    expect(JSON.parse((await explain(greetingProto(), '--format', 'json')).output)).toEqual([
      'greeting.v1.GreetingService/Greet',
      'greeting.v1.GreetingService/Ask',
    ]);
  });

  it.each([
    'greeting.v1.OtherService/List',
    'OtherService/List',
    'OtherService.List',
    'List',
    '/greeting.v1.OtherService/List',
  ])('takes %s for the one method that it can be', async (name) => {
    const { exitStatus, output } = await explain(twice, name);
    expect([exitStatus, output.split('\n')[0]]).toEqual([0, 'greeting.v1.OtherService/List']);
  });

  it('lists those that a short name may be', async () => {
    const { exitStatus, errors } = await explain(twice, 'Greet');
    expect([exitStatus, errors]).toEqual([
      1,
      '"Greet" may be any of:\n  greeting.v1.GreetingService/Greet\n  greeting.v1.OtherService/Greet\n',
    ]);
  });

  it('says which name is near', async () => {
    const { exitStatus, errors } = await explain(greetingProto(), 'Gret');
    expect(exitStatus).toBe(1);
    expect(errors).toMatch(/^there is no composite method "Gret" \(did you mean "Greet"\?\); there are:\n {2}greeting/);
  });

  it('prints for programs and for Graphviz', async () => {
    const { output } = await explain(greetingProto(), 'Greet', '--format', 'json');
    expect(JSON.parse(output)).toMatchObject({ method: 'greeting.v1.GreetingService/Greet', stages: [{ number: 1 }] });
    expect((await explain(greetingProto(), 'Greet', '--format', 'dot')).output).toMatch(/^digraph "greeting/);
  });

  it('does not explain what has errors: it shows them', async () => {
    const { exitStatus, errors } = await explain(greetingProto('request.nam'), 'Greet');
    expect(exitStatus).toBe(1);
    expect(errors).toMatch(/greeting\.proto:22:\d+: error\[unknown-name\]: /);
    expect(errors).toMatch(/\nonly what has no errors can be explained\n$/);
  });

  it('counts the timeouts and vouchings of a configuration', async () => {
    const configuration = `proto: proto
upstreams:
  greeting.v1.MoodService: { address: 127.0.0.1:1, timeout: 250ms, safe: [GetMood] }
`;
    const proto = greetingProto().replace('option idempotency_level = NO_SIDE_EFFECTS;', '');
    await inFolder({ 'tributary.yaml': configuration, 'proto/greeting.proto': proto }, async (folder) => {
      const { exitStatus, output } = await runCaptured('explain', 'Greet', '-c', `${folder}/tributary.yaml`);
      expect(exitStatus).toBe(0);
      expect(output).toContain('timeout 250ms (configuration)');
      expect(output).toContain('greeting.v1.MoodService/GetMood: NO_SIDE_EFFECTS, vouched for by the configuration');
    });
  });
});
