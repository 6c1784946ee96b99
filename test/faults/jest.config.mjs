import { fileURLToPath } from 'node:url';
import base from '../../jest.config.mjs';

export default {
  ...base,
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  roots: ['<rootDir>/test/faults'],
  testPathIgnorePatterns: ['/node_modules/'],
  // What is measured is measured alone: one file at a time.
  maxWorkers: 1,
  testTimeout: process.env['FAULTS'] === 'soak' ? 900_000 : 180_000,
};
