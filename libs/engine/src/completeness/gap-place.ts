import type { MessageShape } from '@tributary/wire';

/**
 * Where a gap of an upstream's reply is in the message that was made from it: the path as far as there are fields of its
 * names.
 *
 * @param path - below the value, as the upstream wrote it
 * @param composes - the message has options: what its fields are computed from may be what is missing
 * @returns undefined where the message takes nothing from there
 */
export function gapPlace(path: string, shape: MessageShape | undefined, composes: boolean): string | undefined {
  let at = 0;
  let inside = shape;
  while (inside !== undefined && at < path.length) {
    const [step = '', name = '', key = ''] = /^\.?(\w*)((?:\[[^\]]*\])*)/.exec(path.slice(at)) ?? [];
    if (step === '') return path;
    const field = name === '' ? undefined : inside.byName(name);
    if (name !== '' && field === undefined) return composes ? path.slice(0, at) : undefined;
    // Keys of maps may hold anything.
    if (field?.kind === 'map' && key !== '') return path;
    at += step.length;
    if (field !== undefined) inside = field.message;
  }
  return path;
}
