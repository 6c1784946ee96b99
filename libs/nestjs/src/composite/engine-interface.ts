/** An answer of the engine. */
export type Answer =
  | {
      kind: 'ok';
      message: Uint8Array;
      trailers: readonly (readonly [string, string | Uint8Array])[];
    }
  | {
      kind: 'status';
      code: number;
      message: string;
      details: Uint8Array;
      trailers: readonly (readonly [string, string | Uint8Array])[];
    };
/** A call. */
export interface CompositeCall {
  path: string;
  request: Uint8Array;
  metadata(key: string): string | undefined;
  deadlineMs: number | undefined;
}
/** The engine. */
export interface Engine {
  execute(call: CompositeCall, done: (answer: Answer) => void): () => void;
  idle(): Promise<void>;
  close(): Promise<void>;
}
/** Its observer. */
export interface EngineObserver {
  requestStarted?(path: string): void;
  requestEnded?(e: {
    path: string;
    code: number;
    durationMs: number;
    gaps: readonly { path: string; reason: number; code: number; call: string }[];
    cache: 'hit' | 'miss' | 'stale' | undefined;
  }): void;
  upstreamEnded?(e: { call: string; code: number; durationMs: number }): void;
  callCache?(e: { call: string; outcome: 'hit' | 'miss' | 'stale' | 'negative' | 'collapsed' }): void;
}
