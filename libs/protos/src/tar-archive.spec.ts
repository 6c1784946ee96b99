import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { tarArchive } from './tar-archive.ts';

it('packs what tar unpacks: empty files, whole blocks, long names, names in other alphabets', async () => {
  const long = `${'deeply/'.repeat(30)}nested.proto`;
  const files = new Map(
    Object.entries({
      'a.proto': 'syntax = "proto3";',
      'empty.proto': '',
      'block.proto': 'x'.repeat(512),
      [`${'n'.repeat(93)}.proto`]: 'a name of 99',
      [`${'m'.repeat(94)}.proto`]: 'a name of 100',
      [`${'l'.repeat(95)}.proto`]: 'a name of 101',
      [long]: 'far down',
      'фильм/фильм.proto': 'names are UTF-8',
    }).map(([name, text]) => [name, Buffer.from(text)] as const),
  );
  const folder = await mkdtemp(join(tmpdir(), 'tar-archive-'));
  try {
    await writeFile(join(folder, 'archive.tar'), tarArchive(files));
    execFileSync('tar', ['-xf', 'archive.tar'], { cwd: folder });
    await rm(join(folder, 'archive.tar'));
    const found = await readdir(folder, { recursive: true });
    expect(found.filter((name) => name.endsWith('.proto')).sort()).toEqual([...files.keys()].sort());
    for (const [name, content] of files) expect(await readFile(join(folder, name))).toEqual(content);
  } finally {
    await rm(folder, { recursive: true });
  }
});
