import type { ChildProcess } from 'node:child_process';

/** A question to a process, and its answer, with a number that ties them together. */
interface Numbered<Body> {
  readonly number: number;
  readonly body: Body;
}

/** What a process answers: the answer, or why there is none. */
type Answered<Answer> =
  { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'failed'; readonly message: string };

let asked = 0;

/**
 * Asks a process that was forked.
 *
 * @throws Error with what the process says, or how it ended
 */
export async function ask<Answer>(child: ChildProcess, question: unknown): Promise<Answer> {
  asked += 1;
  const number = asked;
  return await new Promise<Answer>((resolve, reject) => {
    const stop = (): void => {
      child.off('message', hear);
      child.off('exit', died);
    };
    const hear = ({ number: of, body }: Numbered<Answered<Answer>>): void => {
      if (of !== number) return;
      stop();
      if (body.kind === 'answer') resolve(body.answer);
      else reject(new Error(body.message));
    };
    const died = (status: number | null, signal: string | null): void => {
      stop();
      reject(new Error(`the process ended: ${signal ?? `exit status ${String(status)}`}`));
    };
    child.on('message', hear);
    child.once('exit', died);
    child.send({ number, body: question } satisfies Numbered<unknown>);
  });
}

/** In a process that was forked: answers questions, until whoever asks them is gone. */
export function answerQuestions(answer: (question: never) => unknown): void {
  process.on('message', ({ number, body }: Numbered<never>) => {
    const reply = (answered: Answered<unknown>): void => {
      process.send?.({ number, body: answered } satisfies Numbered<Answered<unknown>>);
    };
    Promise.resolve()
      .then(() => answer(body))
      .then(
        (answered) => reply({ kind: 'answer', answer: answered }),
        (error: unknown) => reply({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
      );
  });
  process.on('disconnect', () => process.exit());
}
