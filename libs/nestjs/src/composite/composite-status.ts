import { type Metadata, status } from '@grpc/grpc-js';
import { RpcException } from '@nestjs/microservices';
import type { Answer } from '@tributary/engine';
import { STATUS_DETAILS_KEY } from '../service/status-details.ts';
import { toMetadata } from './reply-trailers.ts';

/** Turns a status of the engine into what NestJS's filters know and grpc-js sends, with its `google.rpc.Status`. */
export function statusException(answer: Extract<Answer, { kind: 'status' }>): RpcException {
  const metadata = toMetadata(answer.trailers);
  const { details } = answer;
  if (details.length > 0) {
    metadata.set(STATUS_DETAILS_KEY, Buffer.from(details.buffer, details.byteOffset, details.byteLength));
  }
  return asException({ code: answer.code, details: answer.message, metadata });
}

/** What the app's own code sees of a call whose caller has left: nobody is there to be answered. */
export function callerLeft(): RpcException {
  return asException({ code: status.CANCELLED, details: 'the caller left', metadata: toMetadata([]) });
}

function asException(sent: { code: number; details: string; metadata: Metadata }): RpcException {
  // grpc-js percent-encodes the text, which throws on half of a surrogate pair.
  const details = Buffer.from(sent.details).toString();
  return new RpcException({ ...sent, details, message: details });
}
