import { compareTexts } from './compare-texts.ts';

/** Something that is on one side only. */
export interface Candidate<Type> {
  readonly type: Type;
  readonly name: string;
  readonly shortName: string;
  /** Its file and its name without the package. */
  readonly place: string;
  /** What it looks like, each part as text. */
  readonly features: readonly string[];
}

/** How often something of the base is replaced by something of the head where it is used. */
export type Votes = ReadonlyMap<string, ReadonlyMap<string, number>>;

interface Match<Type> {
  readonly one: Candidate<Type>;
  readonly other: Candidate<Type>;
  readonly score: number;
}

/** A feature that more types have than this tells none from the others. */
const tooManyWithIt = 64;
/** Share of features that two must have in common: alone, and with a reason besides. */
const alikeAlone = 0.7;
const alikeWithReason = 0.5;
/** Features that one must have to be recognised by them alone. */
const enoughFeatures = 3;

/**
 * Recognises what was renamed among what is gone and what is new: it looks alike, or looks somewhat alike and stands at the
 * same place, has the same last name, or is used where the other was.
 *
 * @returns pairs of base and head; each type in at most one
 */
export function recogniseRenames<Type>(
  removed: readonly Candidate<Type>[],
  added: readonly Candidate<Type>[],
  votes: Votes,
): readonly (readonly [base: Type, head: Type])[] {
  const withKey = keysOf(added);
  const matches: Match<Type>[] = [];
  for (const one of removed) {
    const voted = votes.get(one.name);
    const found = new Set<Candidate<Type>>();
    for (const key of keysOfOne(one)) {
      const candidates = withKey.get(key) ?? [];
      if (candidates.length <= tooManyWithIt) for (const other of candidates) found.add(other);
    }
    for (const name of voted?.keys() ?? []) for (const other of withKey.get(`name ${name}`) ?? []) found.add(other);
    for (const other of found) {
      const score = scoreOf(one, other, voted?.get(other.name) ?? 0);
      if (score > 0) matches.push({ one, other, score });
    }
  }
  matches.sort(
    (left, right) =>
      right.score - left.score ||
      compareTexts(left.one.name, right.one.name) ||
      compareTexts(left.other.name, right.other.name),
  );
  const taken = new Set<Candidate<Type>>();
  const renames: (readonly [Type, Type])[] = [];
  for (const { one, other } of matches) {
    if (taken.has(one) || taken.has(other)) continue;
    taken.add(one).add(other);
    renames.push([one.type, other.type]);
  }
  return renames;
}

/** More than 0 where one may be the other; the more, the surer. */
function scoreOf<Type>(one: Candidate<Type>, other: Candidate<Type>, votes: number): number {
  const alike = likeness(one.features, other.features);
  const samePlace = one.place === other.place;
  const sameShortName = one.shortName === other.shortName;
  const reasons = (samePlace ? 4 : 0) + (sameShortName ? 2 : 0) + (votes > 0 ? 1 : 0);
  const enough = one.features.length >= enoughFeatures && other.features.length >= enoughFeatures;
  const fits = reasons > 0 ? alike >= alikeWithReason || samePlace : enough && alike >= alikeAlone;
  return fits ? 1 + alike + reasons : 0;
}

/** Share of the features that both have; 1 where neither has any. */
function likeness(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 && other.length === 0) return 1;
  const features = new Set(one);
  const shared = other.filter((feature) => features.has(feature)).length;
  return shared / (one.length + other.length - shared);
}

function keysOf<Type>(candidates: readonly Candidate<Type>[]): ReadonlyMap<string, readonly Candidate<Type>[]> {
  const withKey = new Map<string, Candidate<Type>[]>();
  for (const candidate of candidates) {
    for (const key of [...keysOfOne(candidate), `name ${candidate.name}`]) {
      const list = withKey.get(key);
      if (list === undefined) withKey.set(key, [candidate]);
      else list.push(candidate);
    }
  }
  return withKey;
}

function keysOfOne<Type>({ place, shortName, features }: Candidate<Type>): readonly string[] {
  return [
    `place ${place}`,
    `short ${shortName}`,
    `all ${features.join()}`,
    ...features.map((feature) => `one ${feature}`),
  ];
}
