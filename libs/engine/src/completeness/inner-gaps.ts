import type { CallPlan, CompletenessField } from '@tributary/plan';
import { compileReader, shapeOf, type FieldShape, type RawValue } from '@tributary/wire';
import { gapsIn } from './read-completeness.ts';
import { joinGapPath, type Gap } from './completeness.ts';

/**
 * The gaps that an upstream tells of, each once: in Completeness fields anywhere in its reply, and in its trailer where the
 * reply has none that tells of all of it. Paths are relative to the reply.
 */
export function innerGaps(plan: CallPlan, reply: Uint8Array, trailer: Uint8Array | undefined): readonly Gap[] {
  const gaps = collect(reply, plan.completeness, '');
  const tellsOfAll = plan.completeness.some(
    ({ field, inside }) => inside === undefined && !field.repeated && read(field, reply) !== undefined,
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

/** Gaps of a message, with what stands in front of its fields' names. */
function collect(bytes: Uint8Array, fields: readonly CompletenessField[], prefix: string): readonly Gap[] {
  return fields.flatMap(({ field, inside }) => {
    const tell = (message: RawValue, key: string): readonly Gap[] => {
      if (!(message instanceof Uint8Array)) return [];
      if (inside !== undefined) return collect(message, inside, joinGapPath(prefix, field.name + key));
      return gapsIn(message).map((gap) => ({ ...gap, path: joinGapPath(prefix, gap.path) }));
    };
    const value = read(field, bytes);
    if (value === undefined) return [];
    if (!Array.isArray(value)) return tell(value, '');
    const elements = value as readonly RawValue[];
    if (field.kind !== 'map') return elements.flatMap((element, i) => tell(element, `[${i}]`));
    return lastOfEach(field, elements).flatMap(([key, message]) => tell(message, key));
  });
}

/** The values of a map's entries, by their keys as paths write them. Of equal keys the last one counts. */
function lastOfEach(
  { message: entry }: FieldShape,
  entries: readonly RawValue[],
): readonly (readonly [string, RawValue])[] {
  const [keyField, valueField] = [entry?.field(1), entry?.field(2)];
  if (entry === undefined || keyField === undefined || valueField === undefined) return [];
  const [keyOf, valueOf] = [compileReader(entry, [keyField]), compileReader(entry, [valueField])];
  const values = new Map<string, RawValue>();
  for (const bytes of entries) {
    if (!(bytes instanceof Uint8Array)) continue;
    const key = keyOf(bytes) ?? keyField.defaultValue ?? '';
    const text = key instanceof Uint8Array ? JSON.stringify(new TextDecoder().decode(key)) : String(key);
    values.set(`[${text}]`, valueOf(bytes) ?? new Uint8Array());
  }
  return [...values];
}
