import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { beginMarker, endMarker, watchCheck } from './watch-check.ts';

const page = (option: string): string => `syntax = "proto3";
package page.v1;
import "tributary/v1/compose.proto";
service PageService { rpc GetPage(Request) returns (Page) { option (tributary.v1.composite) = {}; } }
message Request { string id = 1; }
message Page { string id = 1 [(tributary.v1.from).value = "${option}"]; }
`;

let folder: string;
let running: { readonly next: () => Promise<readonly string[]>; readonly end: () => Promise<void> } | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-watch-'));
});

afterEach(async () => {
  await running?.end();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** Writes a file at once, as careful editors do: half a file would be checked, too. */
async function save(file: string, text: string): Promise<void> {
  const draft = join(dirname(file), '.saving');
  await writeFile(draft, text);
  await rename(draft, file);
}

/** Starts watching; `next` gives what the next check prints. */
function start(options: Parameters<typeof watchCheck>[0]): NonNullable<typeof running> {
  const checks: string[][] = [];
  let lines: string[] = [];
  let asked: ((check: string[]) => void) | undefined;
  const ending = new AbortController();
  const print = (text: string): void => {
    lines.push(...text.split('\n'));
    if (!text.endsWith(endMarker)) return;
    const check = lines;
    lines = [];
    if (asked === undefined) checks.push(check);
    else asked(check);
    asked = undefined;
  };
  const ended = watchCheck(options, { print, signal: ending.signal, quietMs: 5 });
  running = {
    next: () => {
      const before = checks.shift();
      return before === undefined ? new Promise((settle) => (asked = settle)) : Promise.resolve(before);
    },
    end: async () => {
      ending.abort();
      await ended;
    },
  };
  return running;
}

describe('check --watch', () => {
  it('checks again when a proto is mended, broken, and broken in its syntax', async () => {
    const file = join(folder, 'page.proto');
    await save(file, page('request.id'));
    const { next } = start({ proto: folder });
    expect(await next()).toEqual([beginMarker, `tributary check: 0 errors, 0 warnings; ${endMarker}`]);
    await save(file, page('request.ident'));
    const broken = await next();
    expect(broken[0]).toBe(beginMarker);
    expect(broken[1]).toMatch(/page\.proto:6:68: error\[unknown-name\]: /);
    expect(broken.at(-1)).toBe(`tributary check: 1 errors, 0 warnings; ${endMarker}`);
    await save(file, 'syntax = "proto3"; message {');
    const unreadable = await next();
    expect(unreadable[1]).toMatch(/page\.proto:1:\d+: missing name/);
    expect(unreadable.at(-1)).toBe(`tributary check: not everything can be read; ${endMarker}`);
    await save(file, page('request.id'));
    expect(await next()).toHaveLength(2);
  });

  it('sees new folders, and files that an editor puts in the place of others', async () => {
    await save(join(folder, 'page.proto'), page('request.id'));
    const { next } = start({ proto: folder });
    await next();
    await mkdir(join(folder, 'other/v1'), { recursive: true });
    await save(join(folder, 'other/v1/other.proto'), page('request.no').replace('page.v1', 'other.v1'));
    expect((await next())[1]).toMatch(/other\/v1\/other\.proto:6:\d+: error\[unknown-name\]: /);
    await save(join(folder, 'other/v1/other.proto'), page('request.id').replace('page.v1', 'other.v1'));
    expect(await next()).toHaveLength(2);
  });

  it('waits out a configuration that is not there yet, or cannot be read', async () => {
    const config = join(folder, 'tributary.yaml');
    await mkdir(join(folder, 'proto'));
    await save(join(folder, 'proto/page.proto'), page('request.id'));
    const { next } = start({ config });
    expect((await next()).at(-1)).toBe(`tributary check: not everything can be read; ${endMarker}`);
    await save(config, 'proto: proto\nlisten: 7\n');
    const unread = await next();
    expect(unread[1]).toMatch(/tributary\.yaml:2: listen: /);
    await save(config, 'proto: proto\n');
    expect(await next()).toHaveLength(2);
    await save(join(folder, 'proto/page.proto'), page('request.gone'));
    expect((await next()).at(-1)).toContain('1 errors');
  });
});
