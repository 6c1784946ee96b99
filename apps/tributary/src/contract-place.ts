import type { DescMethod } from '@bufbuild/protobuf';
import type { Configuration, ProtoSource } from '@tributary/configuration';
import type { Vouching } from '@tributary/language';
import { readConfigurationFile } from './read-configuration-file.ts';
import { Refusal } from './refusal.ts';
import type { SourceOptions } from './source-options.ts';

/** Where contracts are, and what a configuration says of them. */
export interface ContractPlace {
  readonly from: ProtoSource;
  /** What a configuration says of methods whose contracts do not speak for themselves. */
  readonly vouch: Vouching;
  /** The timeout that a configuration gives the calls of a method; undefined where there is none. */
  readonly configuredTimeoutMs: (method: DescMethod) => number | undefined;
}

/** Finds out where the options say that contracts are; refuses where they do not, or with all that is wrong. */
export async function locateContracts({ config, proto, descriptors }: SourceOptions): Promise<ContractPlace> {
  if ([config, proto, descriptors].filter((given) => given !== undefined).length > 1) {
    throw new Refusal('give one of -c, --proto and --descriptors');
  }
  if (proto !== undefined) return { from: { kind: 'folder', path: proto }, ...nothingConfigured };
  if (descriptors !== undefined) return { from: { kind: 'descriptors', path: descriptors }, ...nothingConfigured };
  return placeIn(await readConfigurationFile(config, 'give -c FILE, --proto FOLDER or --descriptors FILE'));
}

const nothingConfigured: Omit<ContractPlace, 'from'> = {
  vouch: () => undefined,
  configuredTimeoutMs: () => undefined,
};

async function placeIn(configuration: Configuration): Promise<ContractPlace> {
  const { upstreamSettings, vouchingOf } = await import('@tributary/configuration');
  return {
    from: configuration.protos,
    vouch: vouchingOf(configuration),
    configuredTimeoutMs: (method) => upstreamSettings(configuration, method.parent.typeName)?.timeoutMs,
  };
}
