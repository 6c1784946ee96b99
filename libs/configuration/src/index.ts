/**
 * Reads the configuration of a composite: `tributary.yaml`, or an object of the same shape.
 *
 * Terms
 * - **values**: the configuration as it is written; **shape**: what they may be, which is also a JSON Schema for editors.
 * - **form**: how a text stands for something else, as `500ms`, `256MiB` or `127.0.0.1:50050`.
 * - **settings**, **limits**: what values come to, defaults filled in, paths absolute, with units in their names.
 * - **problem**: what is wrong with a value, the line that says so, and what to do about it.
 *
 * How it goes about it: YAML is parsed with the places of its keys, variables of the environment are put into all texts,
 * and the shape checks and turns them into what they mean. All problems are told at once. Nothing is opened, started or
 * called: whether a file that is named is there shows where it is used.
 *
 * @packageDocumentation
 */
export { type Configuration, type ProtoSource, upstreamSettings, vouchingOf } from './configuration.ts';
export type { CheckedConfiguration } from './check-configuration.ts';
export { configurationJsonSchema } from './configuration-json-schema.ts';
export { type ConfigurationProblem, renderConfigurationProblems } from './configuration-problem.ts';
export type { ConfigurationInput } from './configuration-shape.ts';
export type { Environment } from './environment.ts';
export { formatListenAddress, type ListenAddress, parseListenAddress } from './listen-address.ts';
export { configurationFrom, parseConfiguration, readConfiguration, type ReadOptions } from './read-configuration.ts';
export { defaultServerLimits, type ServerLimits } from './server-limits.ts';
export type { UpstreamPattern } from './upstream-pattern.ts';
export {
  type ConnectionsSettings,
  defaultTreatment,
  type TlsFiles,
  type UpstreamSettings,
} from './upstream-settings.ts';
