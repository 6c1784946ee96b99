import { createFileRegistry, createRegistry, fromBinary, type Message } from '@bufbuild/protobuf';
import { anyUnpack, FileDescriptorSetSchema, type Any } from '@bufbuild/protobuf/wkt';
import { credentials, makeClientConstructor, Metadata, type MethodDefinition, type ServiceError } from '@grpc/grpc-js';
import { file_google_rpc_error_details } from '../generated/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../generated/google/rpc/status_pb.ts';
import { serviceDefinitionOf } from './message-codec.ts';
import { STATUS_DETAILS_KEY } from './status-details.ts';

/** Calls the unary methods of one service, as a caller elsewhere does: for tests and tools. */
export interface UnaryClient {
  /**
   * @param method as the contract writes it
   * @returns the answer, a protobuf-es message
   * @throws ServiceError of grpc-js where the status is not OK
   */
  call(method: string, request: object, metadata?: Record<string, string>): Promise<Message & Record<string, unknown>>;
  close(): void;
}

/**
 * @param descriptorSet a serialized `google.protobuf.FileDescriptorSet` that has the service
 * @param serviceName full name
 * @param target any gRPC target
 */
export function createUnaryClient(descriptorSet: Uint8Array, serviceName: string, target: string): UnaryClient {
  const service = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet)).getService(serviceName);
  if (service === undefined) throw new Error(`the descriptor set has no service ${serviceName}`);
  const definition = serviceDefinitionOf(service);
  const client = new (makeClientConstructor(definition, serviceName))(target, credentials.createInsecure());
  return {
    call(method, request, metadata = {}) {
      const called: MethodDefinition<object, object> | undefined = definition[method];
      if (called === undefined) throw new Error(`${serviceName} has no method ${method}`);
      return send(client, called, request, metadata);
    },
    close: () => client.close(),
  };
}

/** The `google.rpc` details of a failed call, unpacked; those of types that are not known are left out. */
export function statusDetailsOf(error: ServiceError): Message[] {
  const [bytes] = error.metadata.get(STATUS_DETAILS_KEY);
  if (!(bytes instanceof Uint8Array)) return [];
  const known = createRegistry(file_google_rpc_error_details);
  return fromBinary(StatusSchema, bytes).details.flatMap((packed: Any) => anyUnpack(packed, known) ?? []);
}

function send(
  client: InstanceType<ReturnType<typeof makeClientConstructor>>,
  method: MethodDefinition<object, object>,
  request: object,
  headers: Record<string, string>,
): Promise<Message & Record<string, unknown>> {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      metadata,
      (error, answer) => {
        if (error !== null) reject(error);
        else resolve(answer as Message & Record<string, unknown>);
      },
    );
  });
}
