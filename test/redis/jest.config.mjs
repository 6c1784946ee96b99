import { fileURLToPath } from 'node:url';
import base from '../../jest.config.mjs';

export default {
  ...base,
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  roots: ['<rootDir>/test/redis'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Each file starts a `redis-server` of its own, which has to be installed: one at a time.
  maxWorkers: 1,
  testTimeout: 60_000,
};
