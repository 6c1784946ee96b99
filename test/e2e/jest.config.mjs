import { fileURLToPath } from 'node:url';
import base from '../../jest.config.mjs';

export default {
  ...base,
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  roots: ['<rootDir>/test/e2e'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Each file starts processes of its own: one at a time, and with the patience that a busy machine takes.
  maxWorkers: 1,
  testTimeout: 180_000,
};
