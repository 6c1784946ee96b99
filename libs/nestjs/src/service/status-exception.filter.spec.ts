import { describe, expect, it } from '@jest/globals';
import { type Metadata, status } from '@grpc/grpc-js';
import { RpcException } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { errorInfo } from './status-details.ts';
import { StatusException } from './status-exception.ts';
import { StatusExceptionFilter } from './status-exception.filter.ts';
import { keepingLog } from './testing/log-lines.ts';

async function sent(exception: unknown): Promise<{ status: unknown; lines: Record<string, unknown>[] }> {
  const { log, lines } = keepingLog();
  const failure = firstValueFrom(new StatusExceptionFilter(log).catch(exception));
  return { status: await failure.catch((error: unknown) => error), lines };
}

describe('StatusExceptionFilter', () => {
  it('sends a StatusException with its details', async () => {
    const exception = new StatusException(status.NOT_FOUND, 'no such film', [errorInfo('MOVIE_NOT_FOUND', 'test')]);
    const result = await sent(exception);
    expect(result.status).toMatchObject({ code: status.NOT_FOUND, details: 'no such film' });
    expect((result.status as { metadata: Metadata }).metadata.get('grpc-status-details-bin')).toHaveLength(1);
    expect(result.lines).toEqual([]);
  });

  it.each([
    [new RpcException({ code: status.ABORTED, message: 'again' }), status.ABORTED, 'again'],
    [new RpcException('why not'), status.UNKNOWN, 'why not'],
    [new RpcException('Forbidden resource'), status.PERMISSION_DENIED, 'Forbidden resource'],
    [Object.assign(new Error('5 NOT_FOUND: gone'), { code: 5, details: 'gone' }), status.NOT_FOUND, 'gone'],
  ])('sends %p as %d', async (exception, code, details) => {
    expect(await sent(exception)).toMatchObject({ status: { code, details }, lines: [] });
  });

  it.each([
    ['a bug', new TypeError('secret of the house')],
    ['a system error', Object.assign(new Error('secret of the house'), { code: 'ENOENT' })],
    ['a thrown text', 'secret of the house'],
    ['an OK that is none', new RpcException({ code: 0, message: 'secret of the house' })],
    ['a code that is none', { code: 99, message: 'secret of the house' }],
  ])('keeps %s to itself, and to the log', async (_, exception) => {
    const result = await sent(exception);
    expect(result.status).toMatchObject({ code: status.INTERNAL, details: 'internal error' });
    expect(JSON.stringify(result.status)).not.toContain('secret');
    expect(result.lines).toHaveLength(1);
    expect(result.lines[0]).toMatchObject({ level: 50, msg: 'a handler failed' });
  });
});
