import { expect, it } from '@jest/globals';
import { isBriefRun } from './brief-run.ts';

it.each([
  ['check --proto protos', true],
  ['--debug impact --against main', true],
  ['lint', true],
  ['explain GetPage', true],
  ['check --proto protos --watch', false],
  ['serve', false],
  ['test check', false],
  ['call 127.0.0.1:50050 a.v1.A/Check', false],
  ['--help', false],
  ['', false],
])('%s', (line, brief) => {
  expect(isBriefRun(line.split(' '))).toBe(brief);
});
