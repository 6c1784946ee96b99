import { describe, expect, it } from '@jest/globals';
import { codeFromReset, resetName } from './reset-code.ts';
import { codeFromGrpcStatus, codeFromHttpStatus } from './status-code.ts';

describe('status codes', () => {
  it.each([
    ['0', 0],
    ['5', 5],
    ['16', 16],
    ['17', 2],
    ['-1', 2],
    ['', 2],
    ['five', 2],
    ['100', 2],
  ])('grpc-status %j is %d', (text, code) => {
    expect(codeFromGrpcStatus(text)).toBe(code);
  });

  it.each([
    [200, 2],
    [400, 13],
    [401, 16],
    [403, 7],
    [404, 12],
    [429, 14],
    [500, 2],
    [502, 14],
    [503, 14],
    [504, 14],
  ])('HTTP %d is %d', (status, code) => {
    expect(codeFromHttpStatus(status)).toBe(code);
  });

  it.each([
    [1, 13, 'PROTOCOL_ERROR'],
    [2, 13, 'INTERNAL_ERROR'],
    [7, 14, 'REFUSED_STREAM'],
    [8, 1, 'CANCEL'],
    [11, 8, 'ENHANCE_YOUR_CALM'],
    [12, 7, 'INADEQUATE_SECURITY'],
    [99, 13, 'error 99'],
  ])('a reset with %d is %d', (resetCode, code, name) => {
    expect(codeFromReset(resetCode)).toBe(code);
    expect(resetName(resetCode)).toBe(name);
  });
});
