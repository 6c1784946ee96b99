import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { byForm, isSoak, patientUpstream, tellFigure } from './form.ts';
import { flags, frame, preface, requestHeaders, types } from './hostile/frames.mjs';
import { ServedComposite } from './served-composite.ts';
import { ReplicaProcess } from './upstreams/replica-process.ts';

const protos = fileURLToPath(new URL('upstreams/protos', import.meta.url));
const attackScript = fileURLToPath(new URL('hostile/attack.mjs', import.meta.url));
const otherCallerScript = fileURLToPath(new URL('hostile/other-caller.mjs', import.meta.url));
const bareServerScript = fileURLToPath(new URL('hostile/bare-server.mjs', import.meta.url));
const path = '/page.v1.PageService/GetPart';
// All in processes of their own: what collects the garbage of tests would be measured, too.
let parts: ReplicaProcess;
let composite: ServedComposite;
let caller: ChildProcessByStdio<Writable, Readable, null>;

beforeAll(async () => {
  parts = await ReplicaProcess.start();
  composite = await ServedComposite.start({
    proto: protos,
    configuration: {
      upstreams: { 'parts.v1.*': { address: parts.address, ...patientUpstream } },
      // That others keep a machine busy is tried elsewhere.
      ...byForm({ short: { limits: { late: '1m' } }, soak: {} }),
    },
  });
  caller = start(otherCallerScript, composite.address, path);
  // What is tried is a process that runs, not one that starts.
  await others(byForm({ short: 200, soak: 5000 }));
});
afterAll(async () => {
  caller.stdin.end();
  await once(caller, 'exit');
  await composite.stop();
  await parts.stop();
});

const residentMb = async () => (await composite.metric('process_resident_memory_bytes')) / 1e6;

/** What somebody else sees meanwhile. */
async function others(forMs: number) {
  const said = once(caller.stdout, 'data');
  caller.stdin.write(`${forMs}\n`);
  const [line] = (await said) as [Buffer];
  return JSON.parse(line.toString()) as { readonly p99Ms: number; readonly statuses: readonly string[] };
}

/** What they see while a server is attacked, and how often it ended the attacker's connections. */
async function attacked(name: string, address: string) {
  const attack = start(attackScript, name, address, path);
  const seen = await others(forMs);
  const after = await residentMb();
  const said = once(attack.stdout, 'data');
  attack.kill('SIGTERM');
  const [ended] = (await said) as [Buffer];
  await once(attack, 'exit');
  return { ...seen, after, ended: ended.toString().trim() };
}

/** What they see while it is another server on this machine that is attacked. */
async function elsewhere(name: string) {
  const server = start(bareServerScript);
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  const seen = await attacked(name, `127.0.0.1:${port.toString().trim()}`);
  server.kill('SIGKILL');
  await once(server, 'exit');
  return seen;
}

function start(...script: readonly string[]) {
  return spawn(process.execPath, script, {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

const attacks = [
  'rapid reset',
  'rapid reset, as fast as it is read',
  'CONTINUATION flood',
  'PING flood',
  'PING flood, answers unread',
  'SETTINGS flood',
  'header flood',
  'empty DATA flood',
  'slow-loris',
  'half of a header',
  'answers unread',
];
// In full, for longer than a request may take to arrive.
const forMs = byForm({ short: 800, soak: 12_000 });

describe('hostile HTTP/2', () => {
  it.each(attacks)('%s: others hardly notice, and memory stays bounded', async (name) => {
    const quiet = await others(forMs);
    const control = isSoak ? await elsewhere(name) : quiet;
    const before = await residentMb();
    const { p99Ms, statuses, after, ended } = await attacked(name, composite.address);
    tellFigure(
      `hostile HTTP/2, ${name}`,
      `others' p99 ${quiet.p99Ms.toFixed(1)} ms before, ${control.p99Ms.toFixed(1)} ms while another server was attacked, ${p99Ms.toFixed(1)} ms meanwhile; RSS ${(after - before).toFixed(0)} MB more; ${ended} connections ended`,
    );
    expect(statuses).toEqual(['0']);
    expect(after - before).toBeLessThan(byForm({ short: 200, soak: 100 }));
    // On a machine of few cores the attacker takes them from others, too: a few milliseconds are its own.
    const most = Math.max(20, 2 * quiet.p99Ms, 2 * control.p99Ms);
    expect(p99Ms).toBeLessThan(byForm({ short: 5000, soak: most }));
  });

  const silent: [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['half of the preface', preface.subarray(0, 10)],
    ['the preface', preface],
    [
      'half of a frame',
      Buffer.concat([preface, frame(types.headers, flags.endHeaders, 1, requestHeaders(path)).subarray(0, 30)]),
    ],
    [
      'a request without its body',
      Buffer.concat([preface, frame(types.headers, flags.endHeaders, 1, requestHeaders(path))]),
    ],
  ];
  (isSoak ? it : it.skip)('connections that fall silent are closed within 20 s', async () => {
    const [host = '', port = ''] = composite.address.split(':');
    const closed = silent.map(async ([said, bytes]) => {
      const socket = connect({ host, port: Number(port) });
      socket.on('error', () => undefined);
      socket.resume();
      const started = performance.now();
      socket.write(bytes);
      await once(socket, 'close');
      return [said, performance.now() - started] as const;
    });
    const took = await Promise.all(closed);
    tellFigure('silent connections', took.map(([said, ms]) => `${said}: ${(ms / 1000).toFixed(1)} s`).join('; '));
    for (const [, ms] of took) expect(ms).toBeLessThan(20_000);
  });
});
