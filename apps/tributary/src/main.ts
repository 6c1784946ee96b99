import { setFlagsFromString } from 'node:v8';
import { isBriefRun } from './brief-run.ts';
import { runCommandLine } from './command-line.ts';

const args = process.argv.slice(2);
if (isBriefRun(args)) setFlagsFromString('--no-opt');
process.exitCode = await runCommandLine(args);
