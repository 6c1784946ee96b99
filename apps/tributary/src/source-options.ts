import type { Command } from 'commander';

/** Where a command takes contracts from; at most one is given. */
export interface SourceOptions {
  readonly config?: string;
  readonly proto?: string;
  readonly descriptors?: string;
}

/** The configuration that is read where none is named. */
export const defaultConfiguration = 'tributary.yaml';

/** Adds the options that {@link SourceOptions} holds. */
export function addSourceOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', `the configuration of a composite (default: ${defaultConfiguration})`)
    .option('--proto <folder>', 'a folder of .proto files, instead of a configuration')
    .option('--descriptors <file>', 'a descriptor set, instead of a configuration');
}
