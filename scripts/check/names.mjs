// @ts-check
// Files are named in kebab-case after one concept, and none is a shelf for whatever fits nowhere else.
import { execFileSync } from 'node:child_process';

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
const shelf = /(^|[-.])(utils?|helpers?|common|managers?|misc)([-.]|$)/;

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'apps', 'libs', 'test', 'scripts'],
  {
    encoding: 'utf8',
  },
).split('\n');

const findings = files.flatMap((file) =>
  file
    .split('/')
    .filter((name) => name !== '')
    .flatMap((name) => {
      if (shelf.test(name)) return [`${file}: "${name}" says nothing of what is in it`];
      if (/\.(ts|mjs|js)$/.test(name) && !kebab.test(name)) return [`${file}: "${name}" is not kebab-case`];
      return [];
    }),
);

for (const finding of findings) process.stdout.write(`${finding}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
