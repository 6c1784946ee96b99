import { relative } from 'node:path';
import type { FileRegistry } from '@bufbuild/protobuf';
import {
  type CheckedConfiguration,
  type Configuration,
  configurationFrom,
  type ConfigurationInput,
  readConfiguration,
  vouchingOf,
} from '@tributary/configuration';
import { type Composition, type Finding, readCompositions } from '@tributary/language';
import { type MethodPlan, planCompositions } from '@tributary/plan';
import { type CompiledProtos, compileProtos, readDescriptors } from '@tributary/protos';
import { CompositeStartError } from './composite-start-error.ts';

/** Contracts that were read. */
export type ReadProtos = Extract<CompiledProtos, { kind: 'ok' }>;

/** Composite methods, ready to be run. */
export interface LoadedComposites {
  readonly configuration: Configuration;
  readonly protos: ReadProtos;
  readonly registry: FileRegistry;
  readonly compositions: readonly Composition[];
  readonly plans: readonly MethodPlan[];
  /** Warnings only. */
  readonly findings: readonly Finding[];
}

/** Where a configuration is: in a file, in an object, or checked already. */
export type ConfigurationSource = { readonly configFile: string } | ConfigurationInput | Configuration;

/**
 * Reads and checks a configuration.
 *
 * @throws CompositeStartError with all that is wrong with it
 */
export async function configurationOf(source: ConfigurationSource): Promise<Configuration> {
  if ('origin' in source) return source;
  const checked =
    'configFile' in source ? await readConfiguration(source.configFile) : configurationFrom(source, 'configuration');
  return unwrap(checked);
}

function unwrap(checked: CheckedConfiguration): Configuration {
  if (checked.kind === 'ok') return checked.configuration;
  throw new CompositeStartError({ kind: 'configuration', problems: checked.problems });
}

/** Reads the contracts that a configuration names. */
export async function readProtosOf({ protos }: Configuration): Promise<CompiledProtos> {
  switch (protos.kind) {
    case 'folder':
      return compileProtos(protos.path);
    case 'descriptors':
      return readDescriptors(protos.path);
  }
}

/**
 * Reads contracts and compositions and plans them.
 *
 * @param known - the contracts, where they have been read already
 * @throws CompositeStartError with all that is wrong with them
 */
export async function loadComposites(configuration: Configuration, known?: ReadProtos): Promise<LoadedComposites> {
  const protos = known ?? (await readProtosOf(configuration));
  const root = configuration.protos.kind === 'folder' ? relative(process.cwd(), configuration.protos.path) : '';
  if (protos.kind === 'failed') throw new CompositeStartError({ kind: 'protos', root, problems: protos.problems });
  const read = readCompositions(protos, { vouch: vouchingOf(configuration) });
  const { compositions, findings, registry } = read;
  if (findings.some(({ level }) => level === 'error')) {
    throw new CompositeStartError({ kind: 'compositions', root, findings });
  }
  return { configuration, protos, registry, compositions, plans: planCompositions(compositions), findings };
}
