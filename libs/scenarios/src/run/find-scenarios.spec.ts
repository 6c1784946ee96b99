import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inFolder } from '../testing/in-folder.ts';
import { findScenarios } from './find-scenarios.ts';

describe('findScenarios', () => {
  it('finds every scenario.yaml at or below a path, once, by the names of their folders', async () => {
    const files = {
      'b/scenario.yaml': '',
      'a/one/scenario.yaml': '',
      'a/scenario.yaml': '',
      'a/other.yaml': '',
      'a/node_modules/x/scenario.yaml': '',
      'a/.hidden/scenario.yaml': '',
    };
    await inFolder(files, async (folder) => {
      await symlink(folder, join(folder, 'a', 'up'));
      const found = await findScenarios([join(folder, 'b'), folder, join(folder, 'a/other.yaml')]);
      expect(found.kind === 'found' ? found.scenarios.map(({ name }) => name) : found).toEqual([
        'b',
        'a',
        'a/one',
        'a',
      ]);
    });
  });

  it('tells of a path that has none', async () => {
    await inFolder({ 'a/x.yaml': '' }, async (folder) => {
      expect(await findScenarios([folder])).toEqual({
        kind: 'none',
        message: `${folder}: no scenario.yaml at or below it`,
      });
      expect(await findScenarios([join(folder, 'b')])).toEqual({
        kind: 'none',
        message: `${join(folder, 'b')}: there is no such file or folder`,
      });
    });
  });
});
