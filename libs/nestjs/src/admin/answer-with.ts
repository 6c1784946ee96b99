import { type sendUnaryData, status } from '@grpc/grpc-js';
import type { Logger } from 'pino';

/** Answers a call with what it takes a while to find out; with UNAVAILABLE where that fails, and the reason in the log. */
export function answerWith(answer: sendUnaryData<object>, log: Logger, find: () => Promise<object>): void {
  find().then(
    (found) => answer(null, found),
    (error: unknown) => {
      log.error({ err: error }, 'an administrator got no answer');
      answer({ code: status.UNAVAILABLE, details: 'no process answers' });
    },
  );
}
