import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';

type ServerMethod = Parameters<ServerInterceptor>[0];

/**
 * The calls of gRPC's own streaming services, health and reflection. They stand as long as their callers like, and a
 * shutdown that waits for running calls must not wait for them.
 */
export class StandingCalls {
  readonly #open = new Set<ServerInterceptingCall>();

  /**
   * Notes such a call.
   *
   * @returns what to go on with in its place; undefined: it is another call
   */
  note(method: ServerMethod, call: ServerInterceptingCallInterface): ServerInterceptingCall | undefined {
    if (!method.responseStream || !method.path.startsWith('/grpc.')) return undefined;
    const noted = new ServerInterceptingCall(call, {
      start: (next) => {
        next({
          onCancel: () => {
            this.#open.delete(noted);
          },
        });
      },
    });
    this.#open.add(noted);
    return noted;
  }

  /** Ends them. What they were told before still arrives. */
  end(): void {
    for (const call of this.#open) {
      call.sendStatus({ code: status.UNAVAILABLE, details: 'the server shuts down', metadata: null });
    }
    this.#open.clear();
  }
}
