import { fromBinary } from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Code, CompletenessSchema, GapReason } from '@tributary/language';
import { createUpstream, type Cancel, type Upstream, type UpstreamReply } from '@tributary/upstream';
import { byForm } from '../form.ts';

/** What is asked of the composite. */
export interface PageCall {
  readonly method: 'GetPart' | 'GetHedgedPart' | 'GetPage';
  readonly id: string;
  readonly delayMs?: number;
  readonly deadlineMs?: number;
}

/** What a caller sees. */
export interface PageAnswer {
  /** A code by its name. */
  readonly code: string;
  readonly message: string;
  /** Numbers of the fields that are set, the Completeness apart. */
  readonly fields: readonly number[];
  /** `path REASON`. */
  readonly gaps: readonly string[];
  readonly tookMs: number;
}

/** Calls a composite of `page.proto`, over a connection that costs little, so that it is the composite that is measured. */
export class PageCaller {
  readonly #upstream: Upstream;

  constructor(address: string) {
    this.#upstream = createUpstream({
      target: address,
      ...byForm({ short: { keepaliveTimeoutMs: 20_000 }, soak: {} }),
    });
  }

  connect(): Promise<void> {
    return this.#upstream.connect(10_000);
  }

  /** Makes a call. The deadline goes out with it; here it ends 50 ms later, so that the composite is first. */
  call(call: PageCall): Promise<PageAnswer> {
    return new Promise((resolve) => void this.begin(call, resolve));
  }

  /** Makes a call that can be left. */
  begin({ method, id, delayMs = 0, deadlineMs = 10_000 }: PageCall, done: (answer: PageAnswer) => void): Cancel {
    const request = new BinaryWriter()
      .tag(1, WireType.LengthDelimited)
      .string(id)
      .tag(2, WireType.Varint)
      .uint32(delayMs)
      .finish();
    const started = performance.now();
    const path = `/page.v1.PageService/${method}`;
    return this.#upstream.call({ path, request, metadata: [], deadlineMs: Date.now() + deadlineMs }, (reply) => {
      done(answerOf(reply, performance.now() - started));
    });
  }

  close(): Promise<void> {
    return this.#upstream.close();
  }
}

function answerOf(reply: UpstreamReply, tookMs: number): PageAnswer {
  if (reply.kind === 'status') {
    return { code: Code[reply.code] ?? '', message: reply.message, fields: [], gaps: [], tookMs };
  }
  const fields = new Set<number>();
  const reader = new BinaryReader(reply.message);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    reader.skip(type, field);
    if (field !== 15) fields.add(field);
  }
  const trailer = reply.trailers.get('tributary-completeness-bin');
  const { gaps } = fromBinary(CompletenessSchema, Buffer.from(trailer ?? '', 'base64'));
  return {
    code: 'OK',
    message: '',
    fields: [...fields].sort((one, other) => one - other),
    gaps: gaps.map(({ path, reason }) => `${path} ${GapReason[reason]}`),
    tookMs,
  };
}
