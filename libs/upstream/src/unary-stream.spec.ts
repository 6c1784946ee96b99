import type { ServerHttp2Stream } from 'node:http2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { callOnce, closeUpstreams, openUpstream, summary } from '../test/calls.ts';
import { frame, frameType, readFrames, replyHeaders, resetFrame, SETTINGS_FRAME } from '../test/frames.ts';
import { answer, framed, startHttp2Server, stopHttp2Servers } from '../test/http2-server.ts';
import { startTcpServer, stopTcpServers } from '../test/tcp-server.ts';

afterEach(async () => {
  await closeUpstreams();
  await stopHttp2Servers();
  await stopTcpServers();
});

const GRPC = { ':status': 200, 'content-type': 'application/grpc' };

async function replyTo(onStream: (stream: ServerHttp2Stream, nth: number) => void): Promise<Record<string, unknown>> {
  const { address } = await startHttp2Server((stream, _headers, nth) => onStream(stream, nth));
  return summary(await callOnce(openUpstream(address)));
}

/** Resets streams after headers and a message, which node:http2 cannot do as a server: it ends them first. */
async function replyToLateReset(resetCode: number): Promise<{ reply: Record<string, unknown>; streams: number }> {
  let streams = 0;
  const { address } = await startTcpServer((socket) => {
    socket.write(SETTINGS_FRAME);
    readFrames(socket, ({ type, streamId }) => {
      if (type !== frameType.HEADERS) return;
      streams++;
      const data = frame(frameType.DATA, 0, streamId, framed('hello'));
      socket.write(Buffer.concat([replyHeaders(streamId), data, resetFrame(streamId, resetCode)]));
    });
  });
  return { reply: summary(await callOnce(openUpstream(address))), streams };
}

const fromTransport = (code: number, message: RegExp, sent = true): Record<string, unknown> => ({
  code,
  message: expect.stringMatching(message),
  origin: 'transport',
  sent,
});

describe('what a server may answer', () => {
  it('takes a reply that is cut anywhere', async () => {
    const reply = await replyTo((stream) => {
      stream.respond(GRPC, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      const [first, ...rest] = Array.from(framed('hello'), (byte) => Buffer.from([byte]));
      // One DATA frame each: the next byte is written when the last one has left.
      const send = (byte: Buffer | undefined): void => {
        if (byte === undefined) stream.end();
        else stream.write(byte, () => send(rest.shift()));
      };
      send(first);
    });
    expect(reply).toEqual({ kind: 'ok', message: 'hello' });
  });

  it('takes an empty message', async () => {
    expect(await replyTo((stream) => answer(stream, framed('')))).toEqual({ kind: 'ok', message: '' });
  });

  it.each([['application/grpc'], ['application/grpc+proto'], ['application/grpc; charset=utf-8']])(
    'takes the content type %s',
    async (type) => {
      const reply = await replyTo((stream) =>
        answer(stream, framed('x'), { 'grpc-status': '0' }, { 'content-type': type }),
      );
      expect(reply).toEqual({ kind: 'ok', message: 'x' });
    },
  );

  it('reads a status that is all there is', async () => {
    const reply = await replyTo((stream) =>
      stream.respond({ ...GRPC, 'grpc-status': 9, 'grpc-message': 'sold%20out' }, { endStream: true }),
    );
    expect(reply).toEqual({ code: 9, message: 'sold out', origin: 'upstream', sent: true });
  });

  it('lets a status in the headers count where no trailers follow', async () => {
    const reply = await replyTo((stream) => {
      stream.respond({ ...GRPC, 'grpc-status': 5 });
      stream.end();
    });
    expect(reply).toHaveProperty('code', 5);
  });

  it('lets the status count, not the message before it', async () => {
    const reply = await replyTo((stream) => answer(stream, framed('half').subarray(0, 6), { 'grpc-status': '6' }));
    expect(reply).toMatchObject({ code: 6, origin: 'upstream' });
  });

  it('lets grpc-status count, not the HTTP status', async () => {
    const reply = await replyTo((stream) =>
      stream.respond({ ...GRPC, ':status': 503, 'grpc-status': '7' }, { endStream: true }),
    );
    expect(reply).toMatchObject({ code: 7, origin: 'upstream' });
  });

  it('takes unknown codes for UNKNOWN, and details without padding', async () => {
    const trailers = { 'grpc-status': '77', 'grpc-message': 'odd', 'grpc-status-details-bin': 'CAU' };
    const { address } = await startHttp2Server((stream) => answer(stream, framed('x'), trailers));
    const reply = await callOnce(openUpstream(address));
    expect(summary(reply)).toEqual({ code: 2, message: 'odd', origin: 'upstream', sent: true });
    expect(reply.kind === 'status' && [...(reply.details ?? [])]).toEqual([8, 5]);
    expect(reply.trailers.get('grpc-status')).toBe('77');
  });

  it('skips informational headers', async () => {
    const reply = await replyTo((stream) => {
      stream.additionalHeaders({ ':status': 103 });
      answer(stream, framed('x'));
    });
    expect(reply).toEqual({ kind: 'ok', message: 'x' });
  });
});

describe('what a server must not answer', () => {
  it.each([
    [401, 16],
    [403, 7],
    [404, 12],
    [429, 14],
    [500, 2],
    [502, 14],
    [503, 14],
    [200, 2],
  ])('HTTP %d with a page', async (status, code) => {
    const reply = await replyTo((stream) => {
      stream.respond({ ':status': status, 'content-type': 'text/html' });
      stream.end('<html>');
    });
    expect(reply).toEqual(fromTransport(code, new RegExp(`^127\\.0\\.0\\.1:\\d+ answered HTTP ${status} .*text/html`)));
  });

  it('HTTP 503 and nothing else', async () => {
    const reply = await replyTo((stream) => stream.respond({ ':status': 503 }, { endStream: true }));
    expect(reply).toEqual(fromTransport(14, /HTTP 503/));
  });

  it.each([
    ['OK without a message', Buffer.alloc(0), 12, /without a message/],
    ['two messages', Buffer.concat([framed('a'), framed('b')]), 12, /more than one message/],
    ['half a message', framed('hello').subarray(0, 8), 13, /half a message/],
    ['half a prefix', framed('hello').subarray(0, 3), 13, /half a message/],
    ['a compressed message', framed('hello', 1), 13, /compressed/],
    ['something else', Buffer.from('<html>'), 13, /no gRPC message/],
    ['a size of 4 GB', Buffer.from([0, 255, 255, 255, 255, 1]), 8, /4294967295 bytes/],
  ])('%s', async (_, body, code, message) => {
    expect(await replyTo((stream) => answer(stream, body))).toEqual(fromTransport(code, message));
  });

  it('an end without a status', async () => {
    const reply = await replyTo((stream) => {
      stream.respond(GRPC);
      stream.end(framed('hello'));
    });
    expect(reply).toEqual(fromTransport(2, /without a status/));
  });

  it('headers beyond all measure', async () => {
    const reply = await replyTo((stream) => answer(stream, framed('x'), { 'x-large': 'x'.repeat(70_000) }));
    expect(reply).toHaveProperty('origin', 'transport');
  });

  it.each([
    ['PROTOCOL_ERROR', 1, 13],
    ['INTERNAL_ERROR', 2, 13],
    ['CANCEL', 8, 1],
    ['ENHANCE_YOUR_CALM', 11, 8],
    ['INADEQUATE_SECURITY', 12, 7],
  ])('a reset: %s', async (name, resetCode, code) => {
    const early = await replyTo((stream) => stream.close(resetCode));
    const expected = fromTransport(code, new RegExp(`reset the call: ${name}$`));
    expect(early).toEqual(expected);
    expect((await replyToLateReset(resetCode)).reply).toEqual(expected);
  });

  it('a reset at the deadline, which is what it means then', async () => {
    let nowMs = 0;
    const { address } = await startHttp2Server((stream) => {
      nowMs = 1000;
      stream.close(8);
    });
    const reply = await callOnce(openUpstream(address, { clock: () => nowMs }), { deadlineMs: 1000 });
    expect(summary(reply)).toMatchObject({ code: 4, origin: 'transport', sent: true });
  });
});

describe('refused streams', () => {
  it('are tried once more', async () => {
    const reply = await replyTo((stream, nth) => (nth === 0 ? stream.close(7) : answer(stream, framed(`${nth}`))));
    expect(reply).toEqual({ kind: 'ok', message: '1' });
  });

  it('are tried once only', async () => {
    let streams = 0;
    const reply = await replyTo((stream) => {
      streams++;
      stream.close(7);
    });
    expect(reply).toEqual(fromTransport(14, /REFUSED_STREAM/, false));
    expect(streams).toBe(2);
  });

  it('are not tried again after headers', async () => {
    const { reply, streams } = await replyToLateReset(7);
    expect(reply).toEqual(fromTransport(14, /REFUSED_STREAM/));
    expect(streams).toBe(1);
  });
});
