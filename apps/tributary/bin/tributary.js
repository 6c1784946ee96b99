#!/usr/bin/env -S node --max-semi-space-size=32
// Committed, and not built: npm links the command when it installs, before there is a build.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('tributary is not built yet: run `npm run build` in its repository, then try again');
  process.exitCode = 1;
}
