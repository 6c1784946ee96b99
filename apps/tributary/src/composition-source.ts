import { relative } from 'node:path';
import type { ProtoSource } from '@tributary/configuration';
import type { CompositionSources } from '@tributary/language';
import { renderProtoProblems } from '@tributary/protos';
import type { ContractPlace } from './contract-place.ts';
import { readProtos } from './read-protos.ts';
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
 * Reads contracts, or refuses with all that is wrong with them.
 *
 * @param load - loads what comes next
 */
export async function readCompositionSource(
  { from }: ContractPlace,
  load: () => Promise<unknown>,
): Promise<CompositionSource> {
  const folder = from.kind === 'folder' ? relative(process.cwd(), from.path) : '';
  const protos = await readProtos(from, load);
  if (protos.kind === 'failed') throw new Refusal(renderProtoProblems(protos.problems, folder));
  return {
    sources: { descriptors: protos.descriptors, text: protos.text },
    from,
    root: folder === '' ? '' : `${folder}/`,
  };
}
