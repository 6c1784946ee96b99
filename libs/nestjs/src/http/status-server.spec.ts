import { describe, expect, it } from '@jest/globals';
import { startStatusServer } from './status-server.ts';

describe('the status server', () => {
  const sources = {
    readiness: () => ({ ready: false, state: 'draining' }),
    metrics: () => Promise.reject(new Error('broken')),
  };
  const anyPort = { host: '127.0.0.1', port: 0 };

  it('says 503 where calls should go elsewhere, and lives', async () => {
    const server = await startStatusServer(anyPort, sources);
    const url = `http://127.0.0.1:${String(server.address.port)}`;
    const ready = await fetch(`${url}/readyz?verbose`);
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, state: 'draining' }]);
    expect((await fetch(`${url}/livez`, { method: 'HEAD' })).status).toBe(200);
    await expect(fetch(`${url}/metrics`)).rejects.toThrow();
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    await server.close();
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
  });

  it('names a port that is taken', async () => {
    const server = await startStatusServer(anyPort, sources);
    const { port } = server.address;
    await expect(startStatusServer(server.address, sources)).rejects.toThrow(
      `port ${String(port)} is taken: cannot listen on 127.0.0.1:${String(port)}`,
    );
    await server.close();
  });

  it('listens on IPv6', async () => {
    const server = await startStatusServer({ host: '[::1]', port: 0 }, sources);
    expect((await fetch(`http://[::1]:${String(server.address.port)}/livez`)).status).toBe(200);
    await server.close();
  });
});
