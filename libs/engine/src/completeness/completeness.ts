import { Writer } from '@tributary/wire';

/** `tributary.v1.GapReason`. */
export const gapReason = { FAILED: 1, TIMED_OUT: 2, FALLBACK: 3, STALE: 4, DROPPED: 5 } as const;

/** A `tributary.v1.Gap`. */
export interface Gap {
  readonly path: string;
  readonly reason: number;
  readonly code: number;
  readonly call: string;
  /** Of a stale value. */
  readonly ageMs?: number | undefined;
}

/** Writes the fields of a `tributary.v1.Completeness`. */
export function writeCompleteness(writer: Writer, gaps: readonly Gap[]): void {
  if (gaps.length === 0) writer.bool(1, true);
  writeGaps(writer, gaps);
}

function writeGaps(writer: Writer, gaps: readonly Gap[]): void {
  for (const gap of gaps) {
    const mark = writer.beginLength(2);
    writeGap(writer, gap);
    writer.end(mark);
  }
}

/**
 * A serialized `tributary.v1.Completeness` of an answer that has gaps.
 *
 * @param maxBytes - gaps that do not go into it any more are left out: `complete` is false all the same
 */
export function completenessBytes(gaps: readonly Gap[], maxBytes = Number.POSITIVE_INFINITY): Uint8Array {
  const whole = bytesOf(gaps);
  if (whole.length <= maxBytes) return whole;
  let left = maxBytes;
  const fitting = gaps.findIndex((gap) => (left -= bytesOf([gap]).length) < 0);
  return bytesOf(gaps.slice(0, fitting));
}

function bytesOf(gaps: readonly Gap[]): Uint8Array {
  const writer = new Writer();
  writeGaps(writer, gaps);
  return writer.finish();
}

function writeGap(writer: Writer, { path, reason, code, call, ageMs }: Gap): void {
  if (path !== '') writer.string(1, path);
  writer.int32(2, reason);
  if (code !== 0) writer.int32(3, code);
  if (call !== '') writer.string(4, call);
  if (ageMs === undefined) return;
  const age = writer.beginLength(5);
  const seconds = Math.floor(ageMs / 1000);
  const nanos = Math.round((ageMs - seconds * 1000) * 1e6);
  if (seconds !== 0) writer.int64(1, seconds);
  if (nanos !== 0) writer.int32(2, nanos);
  writer.end(age);
}

/** A path and what is below it: `movies` and `[2].rating`, `movie` and `rating`. */
export function joinGapPath(path: string, below: string): string {
  if (path === '') return below;
  return below === '' || below.startsWith('[') ? path + below : `${path}.${below}`;
}
