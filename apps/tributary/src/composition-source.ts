import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Command } from 'commander';
import type { CompositionSources, Vouching } from '@tributary/language';
import {
  compileProtos,
  type Configuration,
  readConfiguration,
  readDescriptors,
  renderConfigurationProblems,
  renderProtoProblems,
  vouchingOf,
} from '@tributary/nestjs';
import { Refusal } from './refusal.ts';

/** Where a command takes contracts from; at most one is given. */
export interface SourceOptions {
  readonly config?: string;
  readonly proto?: string;
  readonly descriptors?: string;
}

/** Contracts with their compositions. */
export interface CompositionSource {
  readonly sources: CompositionSources;
  readonly vouch: Vouching | undefined;
  /** What stands in front of the names of files where they are shown. */
  readonly root: string;
  /** Undefined where the contracts are named without one. */
  readonly configuration: Configuration | undefined;
  /** Where the contracts were read from. */
  readonly from: Configuration['protos'];
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

/** Reads a configuration, or refuses with all that is wrong with it. */
export async function readConfigurationFile(file: string | undefined): Promise<Configuration> {
  if (file === undefined && !(await exists(defaultConfiguration))) {
    throw new Refusal(`there is no ${defaultConfiguration} here: name a configuration with -c FILE`);
  }
  const checked = await readConfiguration(file ?? defaultConfiguration);
  if (checked.kind === 'failed') throw new Refusal(renderConfigurationProblems(checked.problems));
  return checked.configuration;
}

/** Reads contracts from where the options say, or refuses with all that is wrong with them. */
export async function readCompositionSource(options: SourceOptions): Promise<CompositionSource> {
  const { config, proto, descriptors } = options;
  if ([config, proto, descriptors].filter((given) => given !== undefined).length > 1) {
    throw new Refusal('give one of -c, --proto and --descriptors');
  }
  if (proto !== undefined) return readProtos({ kind: 'folder', path: proto });
  if (descriptors !== undefined) return readProtos({ kind: 'descriptors', path: descriptors });
  if (config === undefined && !(await exists(defaultConfiguration))) {
    throw new Refusal(`there is no ${defaultConfiguration} here: give -c FILE, --proto FOLDER or --descriptors FILE`);
  }
  const configuration = await readConfigurationFile(config);
  return readProtos(configuration.protos, configuration);
}

async function readProtos(from: Configuration['protos'], configuration?: Configuration): Promise<CompositionSource> {
  const vouch = configuration === undefined ? undefined : vouchingOf(configuration);
  const isFolder = from.kind === 'folder';
  const root = isFolder ? relative(process.cwd(), from.path) : '';
  const protos = isFolder ? await compileProtos(from.path) : await readDescriptors(from.path);
  if (protos.kind === 'failed') throw new Refusal(renderProtoProblems(protos.problems, root));
  return { sources: { descriptors: protos.descriptors, text: protos.text }, vouch, root, configuration, from };
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
