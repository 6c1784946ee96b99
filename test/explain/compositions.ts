import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Composition, readCompositions } from '@tributary/language';
import { compileProtos } from '@tributary/nestjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folders with compositions: the reference system's, the examples', those of the scenarios, and one made for this. */
export const folders: readonly string[] = [
  'proto',
  'test/explain/protos',
  ...foldersIn('examples').map((folder) => `${folder}/proto`),
  ...foldersIn('test/scenarios'),
].filter((folder) => existsSync(root + folder));

/** Nobody waits for methods that may take longer: they may pause as long before they try again. */
const longestMs = 60_000;

/** Reads the compositions of a folder; none where it does not compile or has errors. */
export async function compositionsIn(folder: string): Promise<readonly Composition[]> {
  const protos = await compileProtos(root + folder);
  if (protos.kind === 'failed') return [];
  const { compositions, findings } = readCompositions({ descriptors: protos.descriptors, text: protos.text });
  if (findings.some(({ level }) => level === 'error')) return [];
  return compositions.filter(({ timeoutMs }) => timeoutMs <= longestMs);
}

function foldersIn(folder: string): string[] {
  return readdirSync(root + folder).map((name) => `${folder}/${name}`);
}
