import { fileURLToPath } from 'node:url';

/** The repository. This file runs from `test/bench/dist`. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url));
/** Where the contracts of the bench are. */
export const protos = `${repository}test/bench/protos`;
/** What is made for the bench and kept between its runs, peers among it. Not part of the repository. */
export const cache = `${repository}node_modules/.cache/tributary-bench`;

/** A compiled file of the bench that is started as a process. */
export function processFile(path: string): string {
  return `${repository}test/bench/dist/${path}`;
}
