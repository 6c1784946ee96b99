import { describe, expect, it } from '@jest/globals';
import { parseTarget } from './target.ts';

const tcp = (host: string, port: number) => ({ kind: 'tcp', host, port });

describe('parseTarget', () => {
  it.each([
    ['dns:///catalog:50051', 'catalog', 50051, 'catalog:50051'],
    ['dns:catalog.internal:80', 'catalog.internal', 80, 'catalog.internal:80'],
    ['catalog:50051', 'catalog', 50051, 'catalog:50051'],
    ['localhost', 'localhost', 443, 'localhost:443'],
  ])('%s is a name', (text, host, port, authority) => {
    expect(parseTarget(text)).toEqual({ kind: 'name', host, port, authority });
  });

  it.each([
    ['127.0.0.1:50051', [tcp('127.0.0.1', 50051)], '127.0.0.1:50051'],
    ['dns:///127.0.0.1:50051', [tcp('127.0.0.1', 50051)], '127.0.0.1:50051'],
    ['dns:///[::1]:50051', [tcp('::1', 50051)], '[::1]:50051'],
    ['[::1]:50051', [tcp('::1', 50051)], '[::1]:50051'],
    ['ipv4:10.0.0.1:1,10.0.0.2:2', [tcp('10.0.0.1', 1), tcp('10.0.0.2', 2)], '10.0.0.1:1'],
    ['ipv4:10.0.0.1', [tcp('10.0.0.1', 443)], '10.0.0.1:443'],
    ['ipv6:[::1]:1,[2001:db8::1]:2', [tcp('::1', 1), tcp('2001:db8::1', 2)], '[::1]:1'],
    ['unix:/run/catalog.sock', [{ kind: 'unix', path: '/run/catalog.sock' }], 'localhost'],
    ['unix:///run/catalog.sock', [{ kind: 'unix', path: '/run/catalog.sock' }], 'localhost'],
    ['unix:catalog.sock', [{ kind: 'unix', path: 'catalog.sock' }], 'localhost'],
  ])('%s needs no look-up', (text, addresses, authority) => {
    expect(parseTarget(text)).toEqual({ kind: 'addresses', addresses, authority });
  });

  it.each([
    ['', /host:port/],
    ['dns:///', /host:port/],
    ['dns://8.8.8.8/catalog:50051', /DNS server \("8\.8\.8\.8"\)/],
    ['dns://catalog:50051', /three slashes/],
    ['http://catalog:50051', /scheme "http"/],
    ['xds:///catalog', /scheme "xds"/],
    ['catalog:0', /host:port/],
    ['catalog:65536', /host:port/],
    ['catalog:port', /host:port/],
    ['cat alog:1', /host name/],
    ['[catalog]:1', /host:port/],
    ['ipv4:catalog:1', /IPv4/],
    ['ipv4:10.0.0.1:1,', /IPv4/],
    ['ipv6:127.0.0.1:1', /IPv6/],
    ['unix:', /path/],
    ['unix://run/catalog.sock', /unix:\/\/\/absolute/],
  ])('%j is refused with a reason that names it', (text, why) => {
    const target = parseTarget(text);
    expect(target).toEqual({ kind: 'invalid', reason: expect.stringMatching(why) });
    expect(target).toHaveProperty('reason', expect.stringContaining(`"${text}"`));
  });
});
