import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { GetUsageResponseSchema } from '../generated/tributary/admin/v1/usage_pb.ts';
import type { UsageTally } from '../usage/usage-tally.ts';

/** What is told of. */
export interface AdministeredUsage {
  readonly usage: UsageTally;
  /** Epoch milliseconds. */
  readonly clock: { now(): number };
}

/** `tributary.admin.v1.UsageService`. */
export function usageAdmin({ usage, clock }: AdministeredUsage): UntypedServiceImplementation {
  const since = timestampFromMs(clock.now());
  return {
    GetUsage(_call: unknown, answer: sendUnaryData<object>) {
      const records = usage.records().map(({ caller, method, whole, fields }) => ({
        caller,
        method,
        whole: BigInt(whole),
        fields: Object.fromEntries(Object.entries(fields).map(([path, count]) => [path, BigInt(count)])),
      }));
      const told: MessageInitShape<typeof GetUsageResponseSchema> = {
        since,
        until: timestampFromMs(clock.now()),
        records,
      };
      answer(null, told);
    },
  };
}
