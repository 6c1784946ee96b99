import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { ContractSide } from '@tributary/contracts';
import { type CompiledProtos, compileProtos, readDescriptors, renderProtoProblems } from '@tributary/protos';
import { Refusal } from '../refusal.ts';
import { fileAt, findCommit, inTemporaryFolder, protosAt } from './git-tree.ts';

/** Where the contracts of today are read from. */
export interface ReadFrom {
  readonly kind: 'folder' | 'descriptors';
  readonly path: string;
}

/**
 * Reads the contracts that those of today are compared with: a folder, a descriptor set, or else a commit, which has them
 * where those of today are.
 *
 * @throws Refusal where there is nothing of that name, or it does not compile
 */
export async function readAgainst(against: string, today: ReadFrom): Promise<ContractSide> {
  const found = await stat(against).catch(() => undefined);
  if (found?.isDirectory() === true) return sideOf(await compileProtos(against), against);
  if (found?.isFile() === true) return sideOf(await readDescriptors(against), against);
  return readCommit(against, today);
}

async function readCommit(ref: string, { kind, path }: ReadFrom): Promise<ContractSide> {
  const folder = resolve(kind === 'folder' ? path : dirname(path));
  const commit = await findCommit(folder, ref);
  const shown = `${ref}:${commit.prefix}`;
  if (kind === 'folder') {
    const protos = await protosAt(commit);
    if (protos.size === 0)
      throw new Refusal(`--against ${ref}: ${shown === `${ref}:` ? ref : shown} has no .proto files`);
    return inTemporaryFolder(protos, async (temporary) => sideOf(await compileProtos(temporary), shown));
  }
  const name = basename(path);
  const bytes = await fileAt(commit, name);
  if (bytes === undefined) {
    throw new Refusal(
      `--against ${ref}: ${shown}${name} is not there; give --proto, or a descriptor set to compare with`,
    );
  }
  return inTemporaryFolder(new Map([[name, bytes]]), async (temporary) =>
    sideOf(await readDescriptors(`${temporary}/${name}`), shown),
  );
}

function sideOf(protos: CompiledProtos, shown: string): ContractSide {
  if (protos.kind === 'ok') return { descriptors: protos.descriptors, text: protos.text };
  throw new Refusal(
    `--against: what is compared with does not compile\n${renderProtoProblems(protos.problems, shown)}`,
  );
}
