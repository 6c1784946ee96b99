// @ts-check
// What a cache takes of the process, against what it was given: `node test/bench/cache/memory.mjs [--json]`. Expects a build.
//
// Each line is a process of its own: its resident set, sampled all along, less what it was before the cache had an entry.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Cache } from '@tributary/cache';
import { print } from './print.mjs';

const mebibyte = 1024 ** 2;

const policy = {
  ttlMs: 3_600_000,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 600_000,
  negativeTtlMs: 1000,
  degradedTtlMs: 1000,
};

/** @typedef {{ what: string, maxMebibytes: number, stores: number, keys: number, leastBytes: number, mostBytes: number, tags: boolean }} Load */

/** @type {Load[]} */
const loads = [
  {
    what: 'a million entries',
    maxMebibytes: 512,
    stores: 1e6,
    keys: 1e6,
    leastBytes: 200,
    mostBytes: 200,
    tags: false,
  },
  {
    what: 'a million entries, each with a tag',
    maxMebibytes: 768,
    stores: 1e6,
    keys: 1e6,
    leastBytes: 200,
    mostBytes: 200,
    tags: true,
  },
  { what: 'churn of new keys', maxMebibytes: 256, stores: 4e6, keys: 1e9, leastBytes: 20, mostBytes: 600, tags: false },
  {
    what: 'churn of new keys and tags',
    maxMebibytes: 256,
    stores: 3e6,
    keys: 1e9,
    leastBytes: 20,
    mostBytes: 600,
    tags: true,
  },
  {
    what: 'the same keys again and again',
    maxMebibytes: 256,
    stores: 4e6,
    keys: 2e5,
    leastBytes: 20,
    mostBytes: 1500,
    tags: false,
  },
  {
    what: 'churn of large values',
    maxMebibytes: 256,
    stores: 1e5,
    keys: 1e9,
    leastBytes: 100,
    mostBytes: 300_000,
    tags: false,
  },
];

// As Linux tells it; the process's own figure, for all threads.
function residentBytes() {
  const [, resident] = readFileSync('/proc/self/statm', 'latin1').split(' ');
  return Number(resident) * 4096;
}

/** @param {number} index */
const keyOf = (index) => `34:/catalog.v1.CatalogService/GetMovie22:9fJq0c4mT5xE3vYw0pZs2A0:0:12:\n\n${index}`;

/** @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** @param {Load} load */
function run({ what, maxMebibytes, stores, keys, leastBytes, mostBytes, tags }) {
  const random = randomFrom(1);
  const clock = { now: () => Date.now() };
  const slab = new Uint8Array(mostBytes).fill(7);
  const storeOne = (/** @type {Cache} */ cache, /** @type {number} */ count) => {
    const index = keys >= stores ? count : Math.floor(random() * keys);
    const bytes = slab.subarray(0, leastBytes + Math.floor(random() * (mostBytes - leastBytes)));
    cache.store(
      keyOf(index),
      { kind: 'value', bytes, degraded: false },
      policy,
      tags ? [`movie:${index}`] : [],
      cache.askedAt(),
    );
    // Reads go on beside it: what is asked for often stays.
    cache.lookup(keyOf(Math.floor(random() * Math.min(keys, count + 1))), policy);
  };
  // The compiler's work and the young generation are the process's, not the cache's.
  const rehearsal = new Cache({ maxBytes: 4 * mebibyte, clock });
  for (let count = 0; count < 100_000; count++) storeOne(rehearsal, count);
  const baseBytes = residentBytes();
  const cache = new Cache({ maxBytes: maxMebibytes * mebibyte, clock });
  let most = 0;
  const started = process.hrtime.bigint();
  for (let count = 0; count < stores; count++) {
    storeOne(cache, count);
    if (count % 1000 === 0) most = Math.max(most, residentBytes());
  }
  const storeUs = Number(process.hrtime.bigint() - started) / 1000 / stores;
  const { entries, bytes } = cache.stats();
  return {
    what,
    maxMebibytes,
    entries,
    accountedMebibytes: Math.round(bytes / mebibyte),
    mostResidentMebibytes: Math.round((most - baseBytes) / mebibyte),
    storeAndLookUpUs: Number(storeUs.toFixed(2)),
  };
}

const [, , which] = process.argv;
if (which !== undefined && /^\d+$/.test(which)) {
  const load = loads[Number(which)];
  if (load !== undefined) process.stdout.write(JSON.stringify(run(load)));
} else {
  const memory = loads.map((_, index) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), String(index)]);
    if (status !== 0) throw new Error(String(stderr));
    return JSON.parse(String(stdout));
  });
  print({ memory });
}
