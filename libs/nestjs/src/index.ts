export { type CompiledProtos, compileProtos } from './protos/compile-protos.ts';
export { includesDirectory } from './protos/includes.ts';
export { type ProtoProblem, renderProtoProblems } from './protos/proto-problem.ts';
export { readDescriptors } from './protos/read-descriptors.ts';
