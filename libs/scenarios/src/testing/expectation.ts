import type { Case, Expectation } from '../scenario.ts';
import type { MessageTypes } from '../types/message-types.ts';

/** An expectation that nothing but an OK answer without gaps is needed for; for specs. */
export const plainExpectation: Expectation = {
  status: 0,
  message: undefined,
  reason: undefined,
  details: [],
  response: undefined,
  unknownFields: [],
  gaps: [],
  calls: new Map(),
  requests: new Map(),
  upstreamMetadata: new Map(),
  upstreamDeadlinesMs: new Map(),
  trailers: new Map(),
  withinMs: undefined,
  atLeastMs: undefined,
};

/** A case of `films.v1.FilmService/GetFilm`; for specs. */
export function filmCase(expected: Partial<Expectation>, types: MessageTypes): Case {
  const method = types.methods.get('films.v1.FilmService/GetFilm');
  if (method === undefined) throw new Error('no GetFilm');
  return {
    name: 'spec',
    method,
    request: new Uint8Array(),
    metadata: [],
    deadlineMs: 5000,
    advanceMs: 0,
    concurrency: 1,
    expected: { ...plainExpectation, ...expected },
  };
}
