import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { type PackageDefinition, packageDefinitionOf } from '../service/message-codec.ts';
import { CompositeReply } from './composite-reply.ts';

/**
 * The gRPC definition of the services that have composite methods. Composite methods pass bytes through; the other
 * methods of such a service are coded as `own` has them, else by their descriptors, and all else in `own` is left as it
 * is.
 *
 * @param own - the app's own services
 */
export function compositeDefinition(composites: Iterable<DescMethod>, own: PackageDefinition = {}): PackageDefinition {
  const definition: PackageDefinition = { ...own };
  const byService = new Map<DescService, DescMethod[]>();
  for (const method of composites) byService.set(method.parent, [...(byService.get(method.parent) ?? []), method]);
  for (const [service, methods] of byService) {
    const others = definition[service.typeName] ?? packageDefinitionOf([service])[service.typeName];
    definition[service.typeName] = {
      ...(others as ServiceDefinition),
      ...Object.fromEntries(methods.map((method) => [method.name, passingBytes(method)])),
    };
  }
  return definition;
}

/** The path of a method on the wire. */
export function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function passingBytes(method: DescMethod): MethodDefinition<Uint8Array, CompositeReply | Uint8Array> {
  return {
    path: pathOf(method),
    requestStream: false,
    responseStream: false,
    requestSerialize: asBuffer,
    requestDeserialize: (bytes) => bytes,
    responseSerialize: (reply) => asBuffer(reply instanceof CompositeReply ? reply.message : reply),
    responseDeserialize: (bytes) => bytes,
    originalName: method.localName,
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('a composite method answers with bytes');
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
