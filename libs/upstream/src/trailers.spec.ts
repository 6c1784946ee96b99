import { describe, expect, it } from '@jest/globals';
import { noTrailers, ReceivedTrailers } from './trailers.ts';

describe('ReceivedTrailers', () => {
  const trailers = new ReceivedTrailers(
    { ':status': '200', 'x-both': 'header', 'x-header': '1', 'set-cookie': ['a', 'b'] },
    { 'x-both': 'trailer', 'grpc-status': '0' },
  );

  it('finds trailers before headers', () => {
    expect(['x-both', 'x-header', 'grpc-status', 'set-cookie', 'x-none'].map((key) => trailers.get(key))).toEqual([
      'trailer',
      '1',
      '0',
      'a, b',
      undefined,
    ]);
  });

  it('lists all but the pseudo headers', () => {
    expect([...trailers.entries()]).toEqual([
      ['x-both', 'header'],
      ['x-header', '1'],
      ['set-cookie', 'a, b'],
      ['x-both', 'trailer'],
      ['grpc-status', '0'],
    ]);
    expect([...noTrailers.entries()]).toEqual([]);
  });
});
