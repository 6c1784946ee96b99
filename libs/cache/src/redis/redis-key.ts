/** Stands before every key; the number is that of the format of records. */
const NAMESPACE = 'tributary:1:';

/** Where the log of invalidations is. */
export const LOG_KEY = Buffer.from(`${NAMESPACE}invalidations`);
/** What is written to see whether one can. */
export const PROBE_KEY = Buffer.from(`${NAMESPACE}probe`);
/** Where invalidations are told. */
export const INVALIDATED_CHANNEL = `${NAMESPACE}invalidated`;

/** Where a replica hears who has heard of its invalidations. */
export function heardChannel(replica: string): string {
  return `${NAMESPACE}heard:${replica}`;
}

/** Where the record of a key is. */
export function recordKey(key: string): Buffer {
  return keyOf('record', key);
}

/** Where it says who is asking for its value. */
export function leaseKey(key: string): Buffer {
  return keyOf('lease', key);
}

// Strings are encoded so that no two of them give the same bytes: one byte a character while that will do, else two, and
// it says which. (UTF-8 would give all lone surrogates the same bytes.)
function keyOf(kind: string, key: string): Buffer {
  const narrow = /^[\0-\xff]*$/.test(key);
  const prefix = Buffer.from(`${NAMESPACE}${kind}:${narrow ? '1' : '2'}:`);
  return Buffer.concat([prefix, Buffer.from(key, narrow ? 'latin1' : 'utf16le')]);
}
