import { fromBinary } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import {
  type ChannelCredentials,
  Client,
  connectivityState,
  credentials,
  Metadata,
  status,
  type StatusObject,
} from '@grpc/grpc-js';
import { StatusSchema } from '@tributary/nestjs';
import type { MetadataPairs } from '../scenario.ts';
import type { Answer } from './answer.ts';

/** A call to make. */
export interface Call {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly request: Uint8Array;
  readonly metadata: MetadataPairs;
  readonly deadlineMs: number;
}

/** A client of a server: bytes out, bytes in. */
export interface Caller {
  /** Makes a call. Every way in which it can end is an answer. */
  call(call: Call): Promise<Answer>;
  close(): void;
}

/**
 * Connects to a server.
 *
 * @param address - any gRPC target
 * @throws where there is no connection within the time given
 */
export async function connectCaller(
  address: string,
  timeoutMs: number,
  security: ChannelCredentials = credentials.createInsecure(),
): Promise<Caller> {
  const client = new Client(address, security, {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_retries': 0,
    'grpc.enable_channelz': 0,
    // The runner's calls go to loopback, whatever proxy its surroundings name.
    'grpc.enable_http_proxy': 0,
    // Channels with the same options share connections, also those of runs that have ended.
    'grpc.use_local_subchannel_pool': 1,
  });
  if (!(await isConnected(client, Date.now() + timeoutMs))) {
    client.close();
    throw new Error(`no connection to ${address}`);
  }
  return {
    call: (call) => makeCall(client, call),
    close: () => {
      client.close();
    },
  };
}

/** Whether there is a connection by then. A first attempt that fails decides: nobody listens there. */
async function isConnected(client: Client, deadline: number): Promise<boolean> {
  const channel = client.getChannel();
  for (;;) {
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) return true;
    if (state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) return false;
    const isLate = await new Promise((settle) => {
      channel.watchConnectivityState(state, deadline, settle);
    });
    if (isLate !== undefined) return false;
  }
}

const identity = (bytes: Buffer) => bytes;

function makeCall(client: Client, { path, request, metadata, deadlineMs }: Call): Promise<Answer> {
  const sent = new Metadata();
  for (const [key, value] of metadata) sent.add(key, key.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
  return new Promise((settle) => {
    const startedAt = performance.now();
    let response: Uint8Array | undefined;
    const call = client.makeUnaryRequest(
      path,
      identity,
      identity,
      Buffer.from(request),
      sent,
      { deadline: Date.now() + deadlineMs },
      (_, reply) => {
        response = reply;
      },
    );
    // It comes behind the callback, and brings the trailers.
    call.on('status', (ended: StatusObject) => {
      settle({
        code: ended.code,
        message: ended.details,
        details: detailsOf(ended),
        response: ended.code === status.OK ? response : undefined,
        trailers: trailersOf(ended.metadata),
        durationMs: performance.now() - startedAt,
      });
    });
  });
}

function trailersOf(metadata: Metadata): Answer['trailers'] {
  return new Map(Object.keys(metadata.getMap()).map((key) => [key, metadata.get(key)]));
}

function detailsOf({ metadata }: StatusObject): readonly Any[] {
  const [bytes] = metadata.get('grpc-status-details-bin');
  return bytes instanceof Uint8Array ? fromBinary(StatusSchema, bytes).details : [];
}
