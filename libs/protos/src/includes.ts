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
 * @returns bytes by import path
 */
export function neededIncludes(tree: ProtoTree): Map<string, Buffer> {
  const needed = new Map<string, Buffer>();
  const open = [...tree.values()];
  for (let proto = open.pop(); proto !== undefined; proto = open.pop()) {
    for (const path of importsOf(proto)) {
      if (tree.has(path) || needed.has(path) || !isIncluded(path)) continue;
      const included = readFileSync(`${includesDirectory}/${path}`);
      needed.set(path, included);
      open.push(included);
    }
  }
  return needed;
}

/** Whether an import path names one of the included protos (and nothing outside their folder). */
function isIncluded(path: string): boolean {
  return /^(?:[\w-]+\/)+[\w-]+\.proto$/.test(path) && existsSync(`${includesDirectory}/${path}`);
}
