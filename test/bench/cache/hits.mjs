// @ts-check
// What a hit in memory costs, and how that grows with the number of entries: `node test/bench/cache/hits.mjs [--json]`.
// Expects a build.
//
// Keys are as long as those of calls are, and made anew for each lookup, as the engine makes them; that is not timed. Which
// are asked for is random: `even`, so that of a million entries hardly any is in the processor's caches, or `skewed`, as
// traffic is, where of a million a thousand get a third of the lookups. What others do on the machine shows in the median;
// the tenth part that was fastest is nearer to what a hit costs by itself.
import { hrtime } from 'node:process';
import { Cache } from '@tributary/cache';
import { print } from './print.mjs';

const sizes = [1_000, 10_000, 100_000, 1_000_000];
const valueBytes = 200;
const lookupsPerRound = 100;
const rounds = 3000;

const policy = {
  ttlMs: 3_600_000,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 600_000,
  negativeTtlMs: 1000,
  degradedTtlMs: 1000,
};

/** @param {number} index */
const keyOf = (index) =>
  Buffer.from(`34:/catalog.v1.CatalogService/GetMovie22:9fJq0c4mT5xE3vYw0pZs2A0:0:12:\n\n${index}`).toString('latin1');

/** @typedef {'even' | 'skewed'} Draw */

/** @param {{ entries: number, tags: boolean, draw: Draw }} of */
function measure({ entries, tags, draw }) {
  const exponent = draw === 'even' ? 1 : 6;
  const cache = new Cache({ maxBytes: 2 * 1024 ** 3, clock: { now: () => Date.now() }, random: Math.random });
  const bytes = new Uint8Array(valueBytes).fill(7);
  for (let index = 0; index < entries; index++) {
    cache.store(
      keyOf(index),
      { kind: 'value', bytes, degraded: false },
      policy,
      tags ? [`movie:${index}`] : [],
      cache.askedAt(),
    );
  }
  /** @type {number[]} */
  const took = [];
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    const keys = Array.from({ length: lookupsPerRound }, () => keyOf(Math.floor(Math.random() ** exponent * entries)));
    const before = hrtime.bigint();
    for (const key of keys) {
      const lookup = cache.lookup(key, policy);
      // The bytes are read, as whoever sends them does.
      if (lookup.kind === 'hit') sum += lookup.entry.bytes[0] ?? 0;
    }
    took.push(Number(hrtime.bigint() - before) / lookupsPerRound);
  }
  if (sum !== rounds * lookupsPerRound * 7) throw new Error('not all lookups were hits');
  took.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => Math.round(took[Math.floor(took.length * share)] ?? NaN);
  return { entries, tags, draw, p10Ns: at(0.1), medianNs: at(0.5) };
}

/** @type {ReturnType<typeof measure>[]} */
const measured = [];
/** @type {{ tags: boolean, draw: Draw }[]} */
const kinds = [
  { tags: false, draw: 'even' },
  { tags: false, draw: 'skewed' },
  { tags: true, draw: 'even' },
];
for (const kind of kinds) {
  // Once for the compiler, which is not what this is about.
  measure({ ...kind, entries: 1000 });
  for (const entries of sizes) measured.push(measure({ ...kind, entries }));
}
const growth = kinds.map(({ tags, draw }) => {
  const [few, many] = [sizes[0], sizes.at(-1)].map((entries) =>
    measured.find((one) => one.entries === entries && one.tags === tags && one.draw === draw),
  );
  const ratio = (/** @type {number | undefined} */ a, /** @type {number | undefined} */ b) =>
    Number(((a ?? NaN) / (b ?? NaN)).toFixed(2));
  return { tags, draw, p10: ratio(many?.p10Ns, few?.p10Ns), median: ratio(many?.medianNs, few?.medianNs) };
});
print({ valueBytes, hits: measured, growth });
