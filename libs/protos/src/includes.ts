import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importsOf, type ProtoTree } from './proto-tree.ts';

/**
 * The folder of the protos that can be imported without a copy of one's own: `tributary/v1/compose.proto`,
 * `buf/validate/*` and `google/{api,longrunning,rpc,type}/*` (`google/protobuf/*` the compiler knows itself).
 */
export const includesDirectory = fileURLToPath(new URL('../includes', import.meta.url));

/**
 * The included protos that a tree needs, through all imports. A file that the tree has itself is the tree's.
 *
 * @returns texts by import path
 */
export function neededIncludes(tree: ProtoTree): Map<string, string> {
  const needed = new Map<string, string>();
  const texts = [...tree.values()];
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    for (const path of importsOf(text)) {
      if (tree.has(path) || needed.has(path) || !isIncluded(path)) continue;
      const included = readFileSync(`${includesDirectory}/${path}`, 'utf8');
      needed.set(path, included);
      texts.push(included);
    }
  }
  return needed;
}

/** Whether an import path names one of the included protos (and nothing outside their folder). */
function isIncluded(path: string): boolean {
  return /^(?:[\w-]+\/)+[\w-]+\.proto$/.test(path) && existsSync(`${includesDirectory}/${path}`);
}
