import { fromBinary } from '@bufbuild/protobuf';
import { CompletenessSchema } from '@tributary/plan';
import type { Gap } from './completeness.ts';

/** Reads the gaps of a serialized `tributary.v1.Completeness`; none where it is not one. */
export function gapsIn(bytes: Uint8Array): readonly Gap[] {
  try {
    return fromBinary(CompletenessSchema, bytes).gaps.map(({ path, reason, code, call, age }) => ({
      path,
      reason,
      code,
      call,
      ...(age === undefined ? {} : { ageMs: Number(age.seconds) * 1000 + age.nanos / 1e6 }),
    }));
  } catch {
    return []; // an upstream's malformed trailer takes nothing away from its reply
  }
}
