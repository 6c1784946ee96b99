import { Agent, request } from 'node:http';
import type { Done, Sender } from './sender.ts';

/** Posts GraphQL requests over connections that stay open. */
export class GraphqlSender implements Sender {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(url: string) {
    this.#url = url;
  }

  send(body: Buffer, answerLength: number | undefined, done: Done): void {
    const sent = request(
      this.#url,
      {
        method: 'POST',
        agent: this.#agent,
        headers: { 'content-type': 'application/json', accept: 'application/json', 'content-length': body.length },
      },
      (response) => {
        let length = 0;
        response.on('data', (part: Buffer) => {
          length += part.length;
        });
        response.on('error', (error) => done(error.message));
        response.on('end', () => {
          if (response.statusCode !== 200) done(`HTTP status ${String(response.statusCode)}`);
          else if (answerLength !== undefined && length !== answerLength)
            done(`an answer of ${length} bytes instead of ${answerLength}`);
          else done(undefined);
        });
      },
    );
    sent.on('error', (error) => done(error.message));
    sent.end(body);
  }

  close(): void {
    this.#agent.destroy();
  }
}
