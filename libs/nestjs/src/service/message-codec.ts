import { create, fromBinary, toBinary, type DescMessage, type DescService, type Message } from '@bufbuild/protobuf';
import type { loadPackageDefinition, MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';

/** Services by full name, as `loadPackageDefinition` of grpc-js takes them. */
export type PackageDefinition = Parameters<typeof loadPackageDefinition>[0];

/**
 * A request whose bytes are no message of its type. It is handed on as a value, because grpc-js answers a decoder that
 * throws with INTERNAL, while the fault is the caller's.
 */
export class MalformedRequest {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/**
 * Services as grpc-js and NestJS take them, coded by protobuf-es from their descriptors: requests reach handlers as
 * protobuf-es messages, and answers may be plain objects of that shape (which is ts-proto's with `forceLong=bigint`, for
 * messages without oneofs).
 */
export function packageDefinitionOf(services: readonly DescService[]): PackageDefinition {
  const definition: PackageDefinition = {};
  for (const service of services) definition[service.typeName] = serviceDefinitionOf(service);
  return definition;
}

/** One service, as `Server.addService` of grpc-js takes it. */
export function serviceDefinitionOf(service: DescService): ServiceDefinition {
  const methods: Record<string, MethodDefinition<object, object>> = {};
  for (const method of service.methods) {
    methods[method.name] = {
      path: `/${service.typeName}/${method.name}`,
      requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
      responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
      requestSerialize: (message) => encode(method.input, message),
      requestDeserialize: (bytes) => decodeRequest(method.input, bytes),
      responseSerialize: (message) => encode(method.output, message),
      responseDeserialize: (bytes) => fromBinary(method.output, bytes),
      originalName: method.localName,
    };
  }
  return methods;
}

function encode(desc: DescMessage, message: object): Buffer {
  const bytes = toBinary(desc, create(desc, message as Message));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decodeRequest(desc: DescMessage, bytes: Uint8Array): object {
  try {
    return fromBinary(desc, bytes);
  } catch (cause) {
    return new MalformedRequest(cause);
  }
}
