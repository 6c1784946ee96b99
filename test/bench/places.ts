import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The repository. This file runs from `test/bench/dist`, in specs from where it is. */
export const repository = join(here, here.endsWith('/dist/') ? '../../..' : '../..', '/');
/** Where the contracts of the bench are. */
export const protos = `${repository}test/bench/protos`;
/** What is made for the bench and kept between its runs, peers among it. Not part of the repository. */
export const cache = `${repository}node_modules/.cache/tributary-bench`;

/** A compiled file of the bench that is started as a process. */
export function processFile(path: string): string {
  return `${repository}test/bench/dist/${path}`;
}
