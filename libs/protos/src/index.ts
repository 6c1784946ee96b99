/**
 * Reads the contracts of composites and upstreams: protos of a folder, compiled, or a descriptor set.
 *
 * Terms
 * - **tree**: the protos below a folder, which is the root of their imports.
 * - **included protos**: those that can be imported without a copy of one's own.
 * - **problem**: what keeps protos from being read, and where.
 * - **lint**: what buf has to say of contracts that were read.
 *
 * How it goes about it: buf does the work, as a process of its own, offline. It is given an archive of exactly the files
 * that count, in a folder that is gone afterwards. Nothing here knows what contracts are read for. Little is loaded before
 * buf is at work, not even what reads descriptors (`descriptor-set.ts`): who wants contracts has time for that meanwhile.
 *
 * @packageDocumentation
 */
export { type CompiledProtos, compileProtos } from './compile-protos.ts';
export { bufLintSettings, type BufLintSettings } from './buf-lint-settings.ts';
export { type BufFinding, type BufLint, lintProtos } from './lint-protos.ts';
export { includesDirectory } from './includes.ts';
export { type ProtoProblem, renderProtoProblems } from './proto-problem.ts';
export { readDescriptors } from './read-descriptors.ts';
