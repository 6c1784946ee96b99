import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ProtoSource } from '@tributary/configuration';
import type { ContractSide } from '@tributary/contracts';
import { type CompiledProtos, renderProtoProblems } from '@tributary/protos';
import { readProtos } from '../read-protos.ts';
import { Refusal } from '../refusal.ts';
import { fileAt, findCommit, inTemporaryFolder, protosAt } from './git-tree.ts';

/**
 * Reads the contracts that those of today are compared with: a folder, a descriptor set, or else a commit, which has them
 * where those of today are.
 *
 * @param today - where those of today are
 * @param load - loads what comes next, while there is time for it
 * @throws Refusal where there is nothing of that name, or it does not compile
 */
export async function readAgainst(
  against: string,
  today: ProtoSource,
  load: () => Promise<unknown>,
): Promise<ContractSide> {
  const found = await stat(against).catch(() => undefined);
  const read = async (from: ProtoSource, shown: string) => sideOf(await readProtos(from, load), shown);
  if (found?.isDirectory() === true) return read({ kind: 'folder', path: against }, against);
  if (found?.isFile() === true) return read({ kind: 'descriptors', path: against }, against);
  return readCommit(against, today, read);
}

async function readCommit(
  ref: string,
  { kind, path }: ProtoSource,
  read: (from: ProtoSource, shown: string) => Promise<ContractSide>,
): Promise<ContractSide> {
  const folder = resolve(kind === 'folder' ? path : dirname(path));
  const commit = await findCommit(folder, ref);
  const shown = `${ref}:${commit.prefix}`;
  if (kind === 'folder') {
    const protos = await protosAt(commit);
    if (protos.size === 0)
      throw new Refusal(`--against ${ref}: ${shown === `${ref}:` ? ref : shown} has no .proto files`);
    return inTemporaryFolder(protos, (temporary) => read({ kind, path: temporary }, shown));
  }
  const name = basename(path);
  const bytes = await fileAt(commit, name);
  if (bytes === undefined) {
    throw new Refusal(
      `--against ${ref}: ${shown}${name} is not there; give --proto, or a descriptor set to compare with`,
    );
  }
  return inTemporaryFolder(new Map([[name, bytes]]), (temporary) => read({ kind, path: join(temporary, name) }, shown));
}

function sideOf(protos: CompiledProtos, shown: string): ContractSide {
  if (protos.kind === 'ok') return { descriptors: protos.descriptors, text: protos.text };
  throw new Refusal(
    `--against: what is compared with does not compile\n${renderProtoProblems(protos.problems, shown)}`,
  );
}
