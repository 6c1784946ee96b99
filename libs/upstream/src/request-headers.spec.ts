import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { aCall } from '../test/calls.ts';
import { requestHeaders } from './request-headers.ts';
import { VERSION } from './version.ts';

const fixed = { authority: 'catalog:50051', scheme: 'http' } as const;

describe('requestHeaders', () => {
  it('says what gRPC demands', () => {
    expect(requestHeaders(aCall({ metadata: [['x-tenant', 'a']] }), fixed, 250)).toEqual({
      kind: 'headers',
      headers: {
        ':method': 'POST',
        ':scheme': 'http',
        ':authority': 'catalog:50051',
        ':path': '/test.v1.TestService/Echo',
        te: 'trailers',
        'content-type': 'application/grpc+proto',
        'user-agent': `tributary/${VERSION}`,
        'grpc-timeout': '250m',
        'x-tenant': 'a',
      },
    });
  });

  it('keeps keys that come twice, and leaves the timeout away where there is none', () => {
    const metadata = [
      ['a', '1'],
      ['a', '2'],
      ['a', '3'],
    ] as const;
    const made = requestHeaders(aCall({ metadata }), fixed, undefined);
    expect(made).toHaveProperty('headers.a', ['1', '2', '3']);
    expect(made).not.toHaveProperty(['headers', 'grpc-timeout']);
  });

  it('takes keys that JavaScript gives a meaning to', () => {
    const made = requestHeaders(aCall({ metadata: [['constructor', 'x']] }), fixed, 1);
    expect(made).toHaveProperty('headers.constructor', 'x');
  });

  it('refuses more than can be sent', () => {
    const metadata = [1, 2, 3].map((n) => [`x-${n}`, 'x'.repeat(20_000)] as const);
    expect(requestHeaders(aCall({ metadata }), fixed, 1)).toMatchObject({ kind: 'invalid', code: 8 });
  });

  it.each([
    ['Upper', 'x'],
    ['', 'x'],
    [':path', '/'],
    ['sp ace', 'x'],
    ['te', 'gzip'],
    ['grpc-timeout', '1H'],
    ['connection', 'close'],
    ['__proto__', 'x'],
    ['x', 'line\nbreak'],
    ['x', 'café'],
  ])('refuses %j: %j', (key, value) => {
    expect(requestHeaders(aCall({ metadata: [[key, value]] }), fixed, 1)).toHaveProperty('kind', 'invalid');
  });

  it('knows the version of its package', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(manifest).toHaveProperty('version', VERSION);
  });
});
