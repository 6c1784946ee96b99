/**
 * What a change does to a composite method.
 *
 * - `breaks`: the method does not load any more, or answers otherwise than it did
 * - `behaves-differently`: it answers, and something about it is not as before: what it does may depend on values, or on
 *   when and how often it calls
 * - `latent`: nothing that the method does comes of it, though what changed is in its reach
 * - `additive`: something is new, and nobody who does not know of it notices
 */
export type Verdict = 'breaks' | 'behaves-differently' | 'latent' | 'additive';

/** All verdicts, the worst first. */
export const verdicts: readonly Verdict[] = ['breaks', 'behaves-differently', 'latent', 'additive'];

/** The worst of some verdicts; undefined of none. */
export function worstVerdict(some: readonly Verdict[]): Verdict | undefined {
  return verdicts.find((verdict) => some.includes(verdict));
}
