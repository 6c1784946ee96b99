/**
 * What of a status, and of gaps, fits behind an answer. HTTP/2 sends trailers in one block of headers, of which most
 * implementations take 64 KiB and no more: what is larger would take the whole answer with it.
 */
import type { Any } from '@bufbuild/protobuf/wkt';

/** The most of a text: it goes out twice, once percent-encoded, which may make three bytes of one. */
export const maxTextBytes = 8 << 10;
/** The most of the details of a status. */
export const maxDetailsBytes = 16 << 10;
/** The most of the gaps that a trailer tells of. */
export const maxGapsBytes = 32 << 10;

/** A text, cut where it is too long. */
export function boundedText(text: string, maxBytes: number): string {
  // No character takes more than three bytes for each of its units.
  if (text.length * 3 <= maxBytes) return text;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maxBytes) return text;
  const mark = '…';
  let end = maxBytes - 3;
  // Not within a character: those of several bytes go on with bytes 10xxxxxx.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(bytes.subarray(0, end)) + mark;
}

/** The details that fit, in their order. */
export function boundedDetails(details: readonly Any[]): readonly Any[] {
  let left = maxDetailsBytes;
  return details.filter(({ typeUrl, value }) => {
    const size = typeUrl.length + value.length;
    if (size > left) return false;
    left -= size;
    return true;
  });
}
