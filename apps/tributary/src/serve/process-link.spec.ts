import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { type ProcessChannel, ProcessLink } from './process-link.ts';

type Asked = {
  readonly double: { readonly ask: number; readonly answer: number };
  readonly nothing: { readonly ask: null; readonly answer: null };
};

/** An end of a channel: what it is sent, the other end hears, as JSON and later. */
class End extends EventEmitter implements ProcessChannel {
  other: End | undefined;
  send?(message: unknown, done: (error: Error | null) => void): void {
    const text = JSON.stringify(message);
    setImmediate(() => {
      this.other?.emit('message', JSON.parse(text));
      done(null);
    });
  }
}

function pair(): [ProcessLink<Asked, Asked>, ProcessLink<Asked, Asked>, End] {
  const [a, b] = [new End(), new End()];
  a.other = b;
  b.other = a;
  return [new ProcessLink(a), new ProcessLink(b), a];
}

describe('a link between processes', () => {
  it('answers each question with its own answer', async () => {
    const [asker, answerer] = pair();
    answerer.answer('double', async (number) => {
      // Later ones are answered first.
      for (let turns = 10 - number; turns > 0; turns--) await Promise.resolve();
      return 2 * number;
    });
    const answers = await Promise.all([1, 2, 3].map((number) => asker.ask('double', number, 60_000)));
    expect(answers).toEqual([2, 4, 6]);
  });

  it('ends a question that is not answered in time', async () => {
    const [asker] = pair();
    await expect(asker.ask('nothing', null, 1)).rejects.toThrow('no answer to nothing within 1 ms');
  });

  it('ends the questions under way when the other side is gone', async () => {
    const [asker] = pair();
    const asked = asker.ask('nothing', null, 60_000);
    asker.end();
    await expect(asked).rejects.toThrow('the process is gone');
  });

  it('says so where there is nobody to ask', async () => {
    const link = new ProcessLink<Asked, Asked>(new EventEmitter());
    await expect(link.ask('nothing', null, 60_000)).rejects.toThrow('the process is gone');
  });

  it('outlives a question that its answerer cannot answer', async () => {
    const [asker, answerer] = pair();
    answerer.answer('nothing', () => Promise.reject(new Error('broken')));
    await expect(asker.ask('nothing', null, 50)).rejects.toThrow('no answer to nothing within 50 ms');
    answerer.answer('double', (number) => 2 * number);
    expect(await asker.ask('double', 2, 60_000)).toBe(4);
  });

  it('leaves messages alone that are none of its own', async () => {
    const [asker, answerer, end] = pair();
    answerer.answer('double', (number) => 2 * number);
    for (const other of [null, 'text', { cmd: 'NODE_CLUSTER' }, { tributary: 'other' }]) end.emit('message', other);
    expect(await asker.ask('double', 4, 60_000)).toBe(8);
  });
});
