import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { greetingProto } from '../testing/greeting-proto.ts';
import { inFolder } from '../testing/in-folder.ts';
import { type CapturedRun, runCaptured } from '../testing/run-captured.ts';

function serve(configuration: string, proto = greetingProto()): Promise<CapturedRun> {
  return inFolder({ 'protos/greeting.proto': proto, 'tributary.yaml': configuration }, (folder) =>
    runCaptured('serve', '-c', join(folder, 'tributary.yaml')),
  );
}

const upstreams = 'upstreams: { "*": { address: 127.0.0.1:1 } }\n';

// That it serves, and ends when told to, is for the end-to-end tests: it takes a process of its own.
describe('tributary serve', () => {
  it('names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { exitStatus, errors } = await serve(
      `listen: 127.0.0.1:${String(port)}\nhttp: off\nproto: protos\n${upstreams}`,
    );
    other.close();
    expect([exitStatus, errors]).toEqual([1, expect.stringContaining(`port ${String(port)} is taken`)]);
  });

  it('refuses a composition with errors, and shows them', async () => {
    const { exitStatus, errors } = await serve(
      `listen: 127.0.0.1:0\nhttp: off\nproto: protos\n${upstreams}`,
      greetingProto('nothing'),
    );
    expect([exitStatus, errors]).toEqual([
      1,
      expect.stringMatching(/protos\/greeting.proto:22:\d+: error\[unknown-name\]/),
    ]);
  });

  it('refuses a configuration with mistakes, each with its line', async () => {
    const { exitStatus, errors } = await serve('listen: 127.0.0.1:0\nhtttp: off\nproto: protos\ndrain: soon\n');
    expect(exitStatus).toBe(1);
    expect(errors).toMatch(/tributary.yaml:2: htttp: .*\n.*tributary.yaml:4: drain: /);
  });

  it('refuses a composition whose upstream nothing configures', async () => {
    const { exitStatus, errors } = await serve('listen: 127.0.0.1:0\nhttp: off\nproto: protos\n');
    expect([exitStatus, errors]).toEqual([1, expect.stringContaining('greeting.v1.MoodService')]);
  });
});
