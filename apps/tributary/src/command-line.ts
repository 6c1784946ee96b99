import { Command, CommanderError } from 'commander';
import { callCommand } from './commands/call.ts';
import { checkCommand } from './commands/check.ts';
import { explainCommand } from './commands/explain.ts';
import { impactCommand } from './commands/impact.ts';
import { lintCommand } from './commands/lint.ts';
import { serveCommand } from './commands/serve.ts';
import { testCommand } from './commands/test.ts';
import { couldNotRun } from './exit-status.ts';
import { Refusal } from './refusal.ts';

/** Makes a command. Its action tells the exit status by the function it is given. */
export type MakeCommand = (end: (exitStatus: number) => void) => Command;

const commands: readonly MakeCommand[] = [
  serveCommand,
  checkCommand,
  lintCommand,
  explainCommand,
  impactCommand,
  testCommand,
  callCommand,
];

/**
 * Runs the command line.
 *
 * @param args - what stands behind `tributary`
 * @returns the exit status
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitStatus = 0;
  const program = new Command('tributary')
    .description('Composite gRPC services, from options in .proto files.')
    .option('--debug', 'show where an error comes from')
    .showHelpAfterError('(add --help for how to use it)')
    .exitOverride();
  for (const make of commands) {
    const command = make((status) => {
      exitStatus = status;
    });
    program.addCommand(command.copyInheritedSettings(program).option('--debug', 'show where an error comes from'));
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // What commander has to say it has said.
    if (error instanceof CommanderError) return error.exitCode;
    tell(error, args.includes('--debug'));
    return couldNotRun;
  }
  return exitStatus;
}

/** Tells people of an error: what is theirs to mend as it is, anything else in a line. */
function tell(error: unknown, debug: boolean): void {
  if (debug) console.error(error);
  else if (error instanceof Refusal) console.error(error.message);
  else {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
    console.error(`error: ${line ?? ''} (--debug shows where it comes from)`);
  }
}
