import type { ProtoSource } from '@tributary/configuration';
import { type CompiledProtos, compileProtos, readDescriptors } from '@tributary/protos';

/**
 * Reads contracts from a folder of protos or a descriptor set.
 *
 * @param load - loads what comes next: there is time for it while buf, a process of its own, is compiling
 */
export async function readProtos({ kind, path }: ProtoSource, load: () => Promise<unknown>): Promise<CompiledProtos> {
  switch (kind) {
    case 'folder':
      return compileProtos(path, load);
    case 'descriptors':
      await load();
      return readDescriptors(path);
  }
}
