import { answerQuestions } from '../processes/question.ts';
import { digitsOf, fillIn } from '../shop/template.ts';
import { GraphqlSender } from './graphql-sender.ts';
import { GrpcSender } from './grpc-sender.ts';
import { KeyCounter } from './key-counter.ts';
import type { Load, Outcome, Target } from './load.ts';
import { runPace } from './run-pace.ts';
import type { Sender } from './sender.ts';

const newKeys = new KeyCounter();

answerQuestions(async ({ target, body, places, answerLength, keys, pace }: Load): Promise<Outcome> => {
  const template = { bytes: Buffer.from(body, 'base64'), places };
  const nextKey = newKeys.keys(keys);
  const makeBody = (): Buffer => {
    const made = Buffer.allocUnsafe(template.bytes.length);
    fillIn(made, 0, template, Buffer.from(digitsOf(nextKey()), 'latin1'), 0, 7);
    return made;
  };
  const sender = await senderTo(target);
  try {
    return await runPace(pace, (done) => sender.send(makeBody(), answerLength, done));
  } finally {
    sender.close();
  }
});

async function senderTo(target: Target): Promise<Sender> {
  return target.kind === 'grpc' ? await GrpcSender.connect(target) : new GraphqlSender(target.url);
}
