import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { GetUsageResponseSchema } from '../generated/tributary/admin/v1/usage_pb.ts';
import type { Administration, UsageReport } from './administration.ts';
import { answerWith } from './answer-with.ts';

/** `tributary.admin.v1.UsageService`. */
export function usageAdmin(administration: Administration, log: Logger): UntypedServiceImplementation {
  return {
    GetUsage(_call: unknown, answer: sendUnaryData<object>) {
      answerWith(answer, log, async () => usageOf(await administration.usageReport()));
    },
  };
}

function usageOf({ sinceMs, untilMs, records }: UsageReport): MessageInitShape<typeof GetUsageResponseSchema> {
  return {
    since: timestampFromMs(sinceMs),
    until: timestampFromMs(untilMs),
    records: records.map(({ caller, method, whole, fields }) => ({
      caller,
      method,
      whole: BigInt(whole),
      fields: Object.fromEntries(Object.entries(fields).map(([path, count]) => [path, BigInt(count)])),
    })),
  };
}
