import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { greetingProto } from '../testing/greeting-proto.ts';
import { inFolder } from '../testing/in-folder.ts';
import { type CapturedRun, runCaptured } from '../testing/run-captured.ts';

const scenario = (text: string) => `method: greeting.v1.GreetingService/Greet
cases:
  - name: greets
    request: { times: 1 }
    expect: { response: { text: "${text}", times: 1 } }
`;

function test(scenarios: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<CapturedRun> {
  const files = Object.entries(scenarios).flatMap(([name, text]) => [
    [join(name, 'scenario.yaml'), text],
    [join(name, 'greeting.proto'), greetingProto()],
  ]);
  return inFolder(Object.fromEntries(files) as Record<string, string>, (folder) =>
    runCaptured('test', folder, ...args),
  );
}

describe('tributary test', () => {
  it('prints a line for each case and closes with the counts', async () => {
    const { exitStatus, output } = await test({ a: scenario('Hello '), b: 'check: []' });
    expect(exitStatus).toBe(0);
    expect(output).toMatch(/^ok {2}a: greets \(\d+ ms\)\nok {2}b: check \(0 ms\)\n2 passed, 0 failed\n$/);
  });

  it('shows what is otherwise', async () => {
    const { exitStatus, output } = await test({ a: scenario('Bye') });
    expect(exitStatus).toBe(100);
    expect(output).toContain('    response: text: expected "Bye", got "Hello "\n');
    expect(output).toMatch(/\n0 passed, 1 failed\n$/);
  });

  it('tells what could not run', async () => {
    const { exitStatus, output } = await test({ a: scenario('Bye'), b: 'cass: []' });
    expect(exitStatus).toBe(1);
    expect(output).toMatch(/\ncould not run {2}b\n {4}.*scenario.yaml:1:1: cass: unknown key "cass"/);
    expect(output).toMatch(/\n1 scenario could not run\n0 passed, 1 failed\n$/);
  });

  it('runs what is asked for', async () => {
    const scenarios = { ab: scenario('Hello '), ac: scenario('Hello '), d: scenario('Hello ') };
    expect((await test(scenarios, '--filter', 'a')).output).toMatch(/\n2 passed, 0 failed\n$/);
    const { exitStatus, errors } = await test(scenarios, '--filter', 'x');
    expect([exitStatus, errors]).toEqual([1, 'no scenario has "x" in its name\n']);
    expect((await runCaptured('test', '/nowhere')).errors).toBe('/nowhere: there is no such file or folder\n');
  });

  it('prints for programs', async () => {
    const { output } = await test({ a: scenario('Hello ') }, '--format', 'json', '--jobs', '2');
    expect(JSON.parse(output)).toMatchObject({ passed: 1, failed: 0, couldNotRun: 0, scenarios: [{ name: 'a' }] });
  });
});
