import { describe, expect, it } from '@jest/globals';
import { runCaptured } from './testing/run-captured.ts';

describe('the command line', () => {
  it('lists its commands', async () => {
    const { exitStatus, output } = await runCaptured('--help');
    expect(exitStatus).toBe(0);
    for (const name of ['serve', 'check', 'test', 'call']) expect(output).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it.each(['serve', 'check', 'test', 'call'])('tells how to use %s, with examples', async (name) => {
    const { exitStatus, output } = await runCaptured(name, '--help');
    expect(exitStatus).toBe(0);
    expect(output).toContain(`Usage: tributary ${name}`);
    expect(output).toContain(`\nExamples:\n  tributary ${name}`);
    expect(output).toContain('Exit status: 0');
  });

  it.each([[['chek']], [['check', '--fromat', 'json']], [['check', '--format', 'xml']], [['call', 'a']], [['test']]])(
    'does not run %j',
    async (args) => {
      const { exitStatus, errors } = await runCaptured(...args);
      expect(exitStatus).toBe(1);
      expect(errors).toMatch(/^error: /);
    },
  );
});
