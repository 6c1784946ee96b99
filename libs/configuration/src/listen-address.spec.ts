import { describe, expect, it } from '@jest/globals';
import { formatListenAddress, parseListenAddress } from './listen-address.ts';

describe('parseListenAddress', () => {
  it.each([
    ['127.0.0.1:50051', '127.0.0.1', 50051],
    ['localhost:0', 'localhost', 0],
    ['[::1]:50051', '[::1]', 50051],
  ])('reads %s, and writes it again', (text, host, port) => {
    const address = parseListenAddress(text);
    expect(address).toEqual({ host, port });
    expect(address && formatListenAddress(address)).toBe(text);
  });

  it.each(['', '50051', ':50051', 'localhost', 'localhost:', 'localhost:65536', 'localhost:5a', '::1:50051', 'a b:1'])(
    'refuses %j',
    (text) => {
      expect(parseListenAddress(text)).toBeUndefined();
    },
  );
});
