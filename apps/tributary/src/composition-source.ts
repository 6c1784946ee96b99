import { relative } from 'node:path';
import type { ProtoSource } from '@tributary/configuration';
import type { CompositionSources } from '@tributary/language';
import { compileProtos, readDescriptors, renderProtoProblems } from '@tributary/protos';
import type { ContractPlace } from './contract-place.ts';
import { Refusal } from './refusal.ts';

/** Contracts with their compositions. */
export interface CompositionSource {
  readonly sources: CompositionSources;
  /** What stands in front of the names of files where they are shown: '' or ending with a slash. */
  readonly root: string;
  /** Where they were read from. */
  readonly from: ProtoSource;
}

/**
 * Reads contracts, or refuses with all that is wrong with them. That is done by buf for the most part, in a process of its
 * own, beside which there is time to load what comes next.
 */
export async function readCompositionSource({ from }: ContractPlace): Promise<CompositionSource> {
  const isFolder = from.kind === 'folder';
  const folder = isFolder ? relative(process.cwd(), from.path) : '';
  const protos = isFolder ? await compileProtos(from.path) : await readDescriptors(from.path);
  if (protos.kind === 'failed') throw new Refusal(renderProtoProblems(protos.problems, folder));
  return {
    sources: { descriptors: protos.descriptors, text: protos.text },
    from,
    root: folder === '' ? '' : `${folder}/`,
  };
}
