import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { byForm, patientUpstream, tellFigure } from './form.ts';
import { corpus, HostileBodies } from './hostile/hostile-bodies.ts';
import { RawCaller } from './hostile/raw-caller.ts';
import { ServedComposite } from './served-composite.ts';
import { framed, PartServer } from './upstreams/part-server.ts';
import { seededRandom } from './upstreams/seeded-random.ts';

const protos = fileURLToPath(new URL('upstreams/protos', import.meta.url));
const random = seededRandom(byForm({ short: 1, soak: 2 }));
const bodies = new HostileBodies(random);
/** The body of the upstream's next reply; undefined: it answers well. */
let nextReply: (() => Buffer) | undefined;
let parts: PartServer;
let composite: ServedComposite;
let caller: RawCaller;

beforeAll(async () => {
  parts = await PartServer.start((_request, call) => {
    const reply = nextReply?.();
    if (reply === undefined) {
      call.answer('part');
      return;
    }
    const encoding = reply[0] === 1 ? { 'grpc-encoding': 'gzip' } : {};
    const headers = { ':status': 200, 'content-type': 'application/grpc', ...encoding };
    call.stream.respond(headers, { waitForTrailers: true });
    call.stream.on('wantTrailers', () => call.stream.sendTrailers({ 'grpc-status': '0' }));
    call.stream.end(reply);
  });
  composite = await ServedComposite.start({
    proto: protos,
    configuration: {
      upstreams: { 'parts.v1.*': { address: parts.address, breaker: 'off', ...patientUpstream } },
      limits: { late: '1m' },
    },
  });
  caller = await RawCaller.to(composite.address);
});
afterAll(async () => {
  caller.close();
  await composite.stop();
  await parts.stop();
});

const getPart = '/page.v1.PageService/GetPart';
const encodingOf = (body: Buffer) => (body[0] === 1 ? { 'grpc-encoding': 'gzip' } : {});
const fromCallers = new Set(['OK', 'INVALID_ARGUMENT', 'RESOURCE_EXHAUSTED', 'UNIMPLEMENTED']);
const fromUpstreams = new Set([...fromCallers, 'INTERNAL']);

/** Sends some at a time, and counts codes. */
async function codesOf(total: number, send: () => Promise<string>): Promise<Map<string, number>> {
  const codes = new Map<string, number>();
  for (let sent = 0; sent < total; sent += 50) {
    const batch = Array.from({ length: Math.min(50, total - sent) }, () => send());
    for (const code of await Promise.all(batch)) codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  return codes;
}

const told = (codes: Map<string, number>) => [...codes].map(([code, count]) => `${count} ${code}`).join(', ');
const count = byForm({ short: 2000, soak: 100_000 });

describe('hostile bytes', () => {
  it.each([...corpus])('of the corpus, from a caller: %s', async (_name, body) => {
    expect(fromCallers).toContain(await caller.send(getPart, body, encodingOf(body)));
    expect(fromCallers).toContain(await caller.send(getPart, body));
  });

  it.each([...corpus])('of the corpus, from an upstream: %s', async (_name, body) => {
    nextReply = () => body;
    expect(fromUpstreams).toContain(await caller.send(getPart, Buffer.alloc(5)));
    nextReply = undefined;
  });

  it.each([
    [{ 'grpc-timeout': '1' }, 'INVALID_ARGUMENT'],
    [{ 'grpc-timeout': '123456789S' }, 'INVALID_ARGUMENT'],
    [{ 'grpc-timeout': '-1S' }, 'INVALID_ARGUMENT'],
    [{ 'grpc-timeout': '99999999H' }, 'OK'],
    [{ 'x-large': 'x'.repeat(20_000) }, 'RESOURCE_EXHAUSTED'],
    [{ 'content-type': 'text/plain' }, 'HTTP 415'],
    [{ 'grpc-encoding': 'br' }, 'OK'],
    [{ ':path': '/none/None' }, 'UNIMPLEMENTED'],
    [{ 'tributary-criticality': 'none of them' }, 'OK'],
  ])('in headers: %j', async (headers, code) => {
    expect(await caller.send(getPart, Buffer.alloc(5), headers)).toBe(code);
  });

  it('generated, from a caller', async () => {
    const codes = await codesOf(count, () => {
      const body = bodies.next();
      return caller.send(getPart, body, random() < 0.9 ? encodingOf(body) : {});
    });
    tellFigure('hostile bytes', `${count} requests: ${told(codes)}`);
    expect([...codes.keys()].filter((code) => !fromCallers.has(code))).toEqual([]);
  });

  it('generated, from an upstream', async () => {
    nextReply = () => bodies.next();
    // Each asks for another: equal calls at the same time would share one reply.
    let asked = 0;
    const codes = await codesOf(count, () => {
      const id = String(asked++);
      return caller.send(getPart, framed(Buffer.from([0x0a, id.length, ...Buffer.from(id)])));
    });
    nextReply = undefined;
    tellFigure('hostile bytes', `${count} replies: ${told(codes)}`);
    expect([...codes.keys()].filter((code) => !fromUpstreams.has(code))).toEqual([]);
  });

  it('leave the composite as it was', async () => {
    expect(composite.process.exitCode).toBeNull();
    expect(await caller.send(getPart, Buffer.alloc(5))).toBe('OK');
  });
});
