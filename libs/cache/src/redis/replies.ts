import type { Lease } from '../shared-tier.ts';

/** What the scripts return begins with Redis's present moment. */
export function momentOf(reply: unknown): number | undefined {
  if (!Array.isArray(reply)) return undefined;
  return numberOf((reply as unknown[])[0]);
}

/** What the script for reading returns. */
export interface ReadReply {
  readonly moment: number;
  readonly bytes: Buffer | undefined;
  readonly marked: boolean;
  readonly lease: Lease | { readonly kind: 'failed'; readonly failure: Buffer };
}

/** Reads what the script for reading returns. */
export function readReply(reply: unknown): ReadReply | undefined {
  const moment = momentOf(reply);
  if (moment === undefined) return undefined;
  const [, bytes, marked, lease, about] = reply as unknown[];
  const held = leaseOf(lease, about);
  if (held === undefined) return undefined;
  return { moment, bytes: Buffer.isBuffer(bytes) ? bytes : undefined, marked: marked === 1, lease: held };
}

function leaseOf(lease: unknown, about: unknown): ReadReply['lease'] | undefined {
  switch (lease) {
    case 0:
      return { kind: 'none' };
    case 1:
      return { kind: 'ours' };
    case 2:
      return { kind: 'theirs', holder: String(about) };
    case 3:
      return Buffer.isBuffer(about) ? { kind: 'failed', failure: about } : undefined;
    default:
      return undefined;
  }
}

/** What the script for invalidating returns. */
export interface InvalidateReply {
  readonly moment: number;
  /** How many replicas are being told. */
  readonly told: number;
}

/** Reads what the script for invalidating returns. */
export function invalidateReply(reply: unknown): InvalidateReply | undefined {
  const moment = momentOf(reply);
  return moment === undefined ? undefined : { moment, told: Number((reply as unknown[])[1]) };
}

/** What the script for syncing returns. */
export interface SyncReply {
  readonly moment: number;
  /** What was asked for before counts as invalidated. */
  readonly floor: number;
  /** Tags and when they were invalidated. */
  readonly invalidated: readonly { readonly tag: string; readonly moment: number }[];
}

/** Reads what the script for syncing returns. */
export function syncReply(reply: unknown): SyncReply | undefined {
  const moment = momentOf(reply);
  if (moment === undefined) return undefined;
  const [, floorText, members] = reply as unknown[];
  const floor = numberOf(floorText);
  if (floor === undefined || !Array.isArray(members)) return undefined;
  const invalidated: { tag: string; moment: number }[] = [];
  for (let index = 0; index + 1 < members.length; index += 2) {
    const member = String(members[index]);
    const at = numberOf(members[index + 1]);
    if (member.startsWith('t') && at !== undefined) invalidated.push({ tag: member.slice(1), moment: at });
  }
  return { moment, floor, invalidated };
}

function numberOf(text: unknown): number | undefined {
  const value = Number(String(text));
  return Number.isFinite(value) ? value : undefined;
}
