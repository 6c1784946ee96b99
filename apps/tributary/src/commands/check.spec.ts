import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { greetingProto } from '../testing/greeting-proto.ts';
import { inFolder } from '../testing/in-folder.ts';
import { type CapturedRun, runCaptured } from '../testing/run-captured.ts';

function check(proto: string, ...args: readonly string[]): Promise<CapturedRun> {
  return inFolder({ 'greeting.proto': proto }, (folder) => runCaptured('check', '--proto', folder, ...args));
}

const wrong = greetingProto("'Hello ' + request.nam");

/** The same, with a call per element of a list. */
const warned = `${greetingProto()}
service ListService { rpc List(ListRequest) returns (ListResponse) { option (tributary.v1.composite) = {}; } }
message ListRequest { repeated string names = 1; }
message ListResponse { repeated Row rows = 1 [(tributary.v1.from).value = "request.names"]; }
message Row {
  Mood mood = 1 [(tributary.v1.from) = { call: "greeting.v1.MoodService/GetMood" args: "name = source" }];
}
`;

describe('tributary check', () => {
  it('is content with what is right', async () => {
    expect(await check(greetingProto())).toEqual({ exitStatus: 0, output: '0 errors, 0 warnings\n', errors: '' });
  });

  it('shows findings at their places, and counts them', async () => {
    const { exitStatus, output } = await check(wrong);
    expect(exitStatus).toBe(100);
    expect(output).toMatch(/greeting.proto:22:\d+: error\[unknown-name\]: /);
    expect(output).toMatch(/\n1 errors, 0 warnings\n$/);
  });

  it('takes warnings for errors where it is strict', async () => {
    const { exitStatus, output } = await check(warned);
    expect([exitStatus, output.split('\n').at(-2)]).toEqual([0, '0 errors, 1 warnings']);
    expect((await check(warned, '--strict')).exitStatus).toBe(100);
  });

  it('prints for programs', async () => {
    const { output } = await check(wrong, '--format', 'json');
    expect(JSON.parse(output)).toMatchObject([{ rule: 'unknown-name', level: 'error', line: 22 }]);
    expect(JSON.parse((await check(greetingProto(), '--format', 'json')).output)).toEqual([]);
    expect((await check(wrong, '--format', 'github')).output).toMatch(/^::error file=.*greeting.proto,line=22,/);
  });

  it('lists the rules', async () => {
    const { exitStatus, output } = await runCaptured('check', '--rules');
    expect(exitStatus).toBe(0);
    expect(output).toMatch(/^n-plus-one +warning /m);
    expect(output.trimEnd().split('\n')).toHaveLength(17);
  });

  it('reads what a configuration names, and its vouching', async () => {
    const proto = warned.replace(
      'rpc List(ListRequest) returns (ListResponse) {',
      '$& option idempotency_level = NO_SIDE_EFFECTS;',
    );
    const configuration = (more: string) =>
      `proto: protos\nupstreams:\n  greeting.v1.MoodService:\n    address: a:1\n${more}`;
    const run = (more: string) =>
      inFolder({ 'protos/greeting.proto': proto, 'tributary.yaml': configuration(more) }, (folder) =>
        runCaptured('check', '-c', join(folder, 'tributary.yaml')),
      );
    expect((await run('')).output).toMatch(/error\[unsafe-call\]/);
    expect((await run('    safe: [Get*]\n')).exitStatus).toBe(0);
    const { exitStatus, errors } = await run('    safe: [Get*]\n    sfae: [Get*]\n');
    expect(exitStatus).toBe(1);
    expect(errors).toMatch(/tributary.yaml:5: upstreams.greeting.v1.MoodService.safe|tributary.yaml:6: .*sfae/);
  });

  it('cannot run on what is not there, or does not compile', async () => {
    const nowhere = await runCaptured('check', '--proto', '/nowhere');
    expect([nowhere.exitStatus, nowhere.errors]).toEqual([
      1,
      expect.stringMatching(/^\/nowhere: there is no such folder/),
    ]);
    const broken = await check(`${greetingProto()}\nmessage {`);
    expect(broken.exitStatus).toBe(1);
    expect(broken.errors).toMatch(/greeting.proto:\d+:\d+: /);
    const both = await runCaptured('check', '--proto', 'a', '-c', 'b');
    expect([both.exitStatus, both.errors]).toEqual([1, 'give one of -c, --proto and --descriptors\n']);
    const missing = await runCaptured('check', '-c', '/nowhere/tributary.yaml');
    expect([missing.exitStatus, missing.errors]).toEqual([1, '/nowhere/tributary.yaml: there is no such file\n']);
  });
});
