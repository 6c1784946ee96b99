import type { CallPlan } from '@tributary/plan';
import { compileReader, shapeOf, type FieldShape, type RawValue } from '@tributary/wire';
import { gapsIn } from './read-completeness.ts';
import { joinGapPath, type Gap } from './completeness.ts';

/**
 * The gaps that an upstream tells of, each once: in Completeness fields anywhere in its reply, and in its trailer where the
 * reply has none that tells of all of it. Paths are relative to the reply.
 */
export function innerGaps(plan: CallPlan, reply: Uint8Array, trailer: Uint8Array | undefined): readonly Gap[] {
  const gaps = plan.completeness.flatMap((path) => collect(reply, path, ''));
  const tellsOfAll = plan.completeness.some(
    ([field, below]) => field !== undefined && below === undefined && read(field, reply) !== undefined,
  );
  return once(trailer === undefined || tellsOfAll ? gaps : [...gapsIn(trailer), ...gaps]);
}

/** A message and those inside it may tell of the same gap. */
export function once(gaps: readonly Gap[]): readonly Gap[] {
  if (gaps.length < 2) return gaps;
  return [...new Map(gaps.map((gap) => [JSON.stringify(gap), gap])).values()];
}

/** Whether a reply has gaps of its own. */
export function hasOwnGaps(plan: CallPlan, reply: Uint8Array, trailer: Uint8Array | undefined): boolean {
  if (plan.completeness.length === 0 && trailer === undefined) return false;
  return innerGaps(plan, reply, trailer).length > 0;
}

const readers = new WeakMap<FieldShape, (bytes: Uint8Array) => RawValue | undefined>();

function read(field: FieldShape, bytes: Uint8Array): RawValue | undefined {
  let reader = readers.get(field);
  if (reader === undefined) {
    reader = compileReader(shapeOf(field.desc.parent), [field]);
    readers.set(field, reader);
  }
  return reader(bytes);
}

function collect(bytes: Uint8Array, path: readonly FieldShape[], prefix: string): readonly Gap[] {
  const [field, ...rest] = path;
  if (field === undefined) return [];
  const value = read(field, bytes);
  if (value === undefined) return [];
  if (rest.length === 0) {
    const gaps = value instanceof Uint8Array ? gapsIn(value) : [];
    return gaps.map((gap) => ({ ...gap, path: joinGapPath(prefix, gap.path) }));
  }
  const name = joinGapPath(prefix, field.name);
  if (value instanceof Uint8Array) return collect(value, rest, name);
  if (!Array.isArray(value)) return [];
  return (value as readonly RawValue[]).flatMap((element, i) =>
    element instanceof Uint8Array ? collect(element, rest, `${name}[${i}]`) : [],
  );
}
