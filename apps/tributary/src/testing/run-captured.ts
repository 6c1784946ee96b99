import { jest } from '@jest/globals';
import { runCommandLine } from '../command-line.ts';

/** What running the command line came to. */
export interface CapturedRun {
  readonly exitStatus: number;
  /** What went to the standard output. */
  readonly output: string;
  /** What went to the error output. */
  readonly errors: string;
}

/** Runs the command line in this process and keeps what it prints; for specs. */
export async function runCaptured(...args: readonly string[]): Promise<CapturedRun> {
  const printed = { output: '', errors: '' };
  const keep =
    (where: keyof typeof printed, end = '') =>
    (text: unknown) => {
      printed[where] += String(text) + end;
      return true;
    };
  const spies = [
    jest.spyOn(console, 'log').mockImplementation(keep('output', '\n')),
    jest.spyOn(console, 'error').mockImplementation(keep('errors', '\n')),
    // What commander prints.
    jest.spyOn(process.stdout, 'write').mockImplementation(keep('output')),
    jest.spyOn(process.stderr, 'write').mockImplementation(keep('errors')),
  ];
  try {
    return { exitStatus: await runCommandLine(args), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
