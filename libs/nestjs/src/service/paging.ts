import { createHash } from 'node:crypto';

/** A page of a list, as AIP-158 has it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Empty: this was the last page. */
  readonly nextPageToken: string;
}

/** Which page of which list. */
export interface PageRequest {
  /** As the caller sent it; 0: `defaultSize`. */
  readonly pageSize: number;
  /** As the caller sent it; empty: the first page. */
  readonly pageToken: string;
  /** All that the list depends on, page size apart: a token of another list is refused. */
  readonly list: readonly (string | number)[];
  readonly defaultSize: number;
  /** Larger sizes become this one. */
  readonly maxSize: number;
}

/** A page, or the finding that the token is not one of this list's. */
export type PageResult<Item> = ({ readonly kind: 'page' } & Page<Item>) | { readonly kind: 'bad-token' };

const checksumBytes = 9;

/**
 * Cuts a page out of a list that does not change, as those do that are derived from data at rest: the token holds the
 * position, and a checksum over it and the list it is of.
 */
export function pageOf<Item>(items: readonly Item[], request: PageRequest): PageResult<Item> {
  const start = request.pageToken === '' ? 0 : positionOf(request.pageToken, request.list);
  if (start === undefined) return { kind: 'bad-token' };
  const size = request.pageSize === 0 ? request.defaultSize : Math.min(request.pageSize, request.maxSize);
  const end = start + size;
  const nextPageToken = end < items.length ? tokenOf(end, request.list) : '';
  return { kind: 'page', items: items.slice(start, end), nextPageToken };
}

function tokenOf(position: number, list: PageRequest['list']): string {
  const bytes = Buffer.alloc(4 + checksumBytes);
  bytes.writeUInt32BE(position);
  checksum(position, list).copy(bytes, 4);
  return bytes.toString('base64url');
}

function positionOf(token: string, list: PageRequest['list']): number | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // The decoder skips what is not base64url: only the very text that was handed out counts.
  if (bytes.length !== 4 + checksumBytes || bytes.toString('base64url') !== token) return undefined;
  const position = bytes.readUInt32BE();
  return checksum(position, list).equals(bytes.subarray(4)) ? position : undefined;
}

function checksum(position: number, list: PageRequest['list']): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([position, ...list]))
    .digest()
    .subarray(0, checksumBytes);
}
