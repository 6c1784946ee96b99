import type { Any } from '@bufbuild/protobuf/wkt';
import type { Metadata, status } from '@grpc/grpc-js';
import { RpcException } from '@nestjs/microservices';
import { statusTrailers } from './status-details.ts';

/** What grpc-js sends for a call that fails. */
export interface ServerStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/**
 * Ends a call with a status and its details. It is the edge of a service: thrown by controllers, for failures that are
 * values below them. What it carries goes to the caller as it is.
 */
export class StatusException extends RpcException {
  /** Ready for grpc-js, details included. */
  readonly status: ServerStatus;

  /**
   * @param code the gRPC status code
   * @param message for a developer to read, in English
   * @param details `google.rpc` details; among them one ErrorInfo (AIP-193)
   */
  constructor(code: status, message: string, details: readonly Any[] = []) {
    const metadata = statusTrailers(code, message, details);
    const status: ServerStatus = { code, details: message, metadata };
    super({ ...status, message });
    this.status = status;
    this.message = message;
  }
}
