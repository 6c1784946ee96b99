import type { MessageInitShape } from '@bufbuild/protobuf';
import { type sendUnaryData, type ServerUnaryCall, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type {
  InvalidateTagsRequest,
  OutcomesSchema,
  StatsResponseSchema,
} from '../generated/tributary/admin/v1/cache_pb.ts';
import type { MethodFigures } from '../http/cache-figures.ts';
import { MalformedRequest } from '../service/message-codec.ts';
import type { Administration, CacheReport } from './administration.ts';
import { answerWith } from './answer-with.ts';

type Call = ServerUnaryCall<object, object>;

/** `tributary.admin.v1.CacheService`. */
export function cacheAdmin(administration: Administration, log: Logger): UntypedServiceImplementation {
  return {
    InvalidateTags({ request }: Call, answer: sendUnaryData<object>) {
      if (request instanceof MalformedRequest) {
        answer({ code: status.INVALID_ARGUMENT, details: 'the bytes are no message of the type' });
        return;
      }
      const { tags } = request as InvalidateTagsRequest;
      answerWith(answer, log, async () => {
        const marked = await administration.invalidate(tags);
        log.info({ tags: tags.length, marked }, 'invalidated from outside');
        return { markedHere: BigInt(marked) };
      });
    },
    Stats(_call: Call, answer: sendUnaryData<object>) {
      answerWith(answer, log, async () => statsOf(await administration.cacheReport()));
    },
  };
}

function statsOf({ stats, figures }: CacheReport): MessageInitShape<typeof StatsResponseSchema> {
  const { entries, bytes, maxBytes, evicted, invalidated, shared } = stats;
  const ofKind = (kind: MethodFigures['kind']) => figures.filter((one) => one.kind === kind).map(outcomesOf);
  return {
    answers: ofKind('answer'),
    replies: ofKind('reply'),
    memory: {
      entries: BigInt(Math.round(entries)),
      bytes: BigInt(Math.round(bytes)),
      maxBytes: BigInt(Math.round(maxBytes)),
      evicted: BigInt(Math.round(evicted)),
      invalidated: BigInt(Math.round(invalidated)),
    },
    ...(shared === undefined
      ? {}
      : {
          redis: {
            usable: shared.usable,
            hits: BigInt(shared.hits),
            misses: BigInt(shared.misses),
            unavailable: BigInt(shared.unavailable),
          },
        }),
  };
}

function outcomesOf({ method, counts }: MethodFigures): MessageInitShape<typeof OutcomesSchema> {
  return {
    method,
    hits: BigInt(counts.hit),
    negatives: BigInt(counts.negative),
    misses: BigInt(counts.miss),
    collapsed: BigInt(counts.collapsed),
    stale: BigInt(counts.stale),
    refused: BigInt(counts.refused),
  };
}
