import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DescFile } from '@bufbuild/protobuf';
import { status, type Server, type ServerDuplexStream, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { fileRegistryOfDefinition } from './definition-files.ts';
import { createReflectionIndex, type ReflectionIndex } from './reflection-index.ts';

/** A `ServerReflectionRequest`; one of the questions is set. */
export interface ReflectionRequest {
  readonly host?: string;
  readonly fileByFilename?: string;
  readonly fileContainingSymbol?: string;
  readonly fileContainingExtension?: { readonly containingType: string; readonly extensionNumber: number };
  readonly allExtensionNumbersOfType?: string;
  readonly listServices?: string;
}

/** The part of a `ServerReflectionResponse` that answers. */
export type ReflectionAnswer =
  | { readonly fileDescriptorResponse: { readonly fileDescriptorProto: readonly Uint8Array[] } }
  | {
      readonly allExtensionNumbersResponse: {
        readonly baseTypeName: string;
        readonly extensionNumber: readonly number[];
      };
    }
  | { readonly listServicesResponse: { readonly service: readonly { readonly name: string }[] } }
  | { readonly errorResponse: { readonly errorCode: status; readonly errorMessage: string } };

const reflectionServices = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];

/**
 * Adds server reflection, v1 and v1alpha, so that generic clients can list, describe and call.
 *
 * @param server not started yet
 * @param files of the services; what they import comes along
 * @param serviceNames full names of the services to list
 * @see https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
 */
export function addReflection(server: Server, files: readonly DescFile[], serviceNames: readonly string[]): void {
  const definition = reflectionDefinition();
  const index = createReflectionIndex([...files, ...fileRegistryOfDefinition(definition).files]);
  const listed = [...serviceNames, ...reflectionServices];
  for (const service of reflectionServices) {
    server.addService(atService(definition, service), {
      ServerReflectionInfo(call: ServerDuplexStream<ReflectionRequest, object>) {
        call.on('data', (request: ReflectionRequest) => {
          call.write({
            validHost: request.host,
            originalRequest: request,
            ...answerReflection(request, index, listed),
          });
        });
        call.on('end', () => call.end());
      },
    });
  }
}

/** Answers one question; what is not there is an `errorResponse`, after which the stream goes on. */
export function answerReflection(
  request: ReflectionRequest,
  index: ReflectionIndex,
  serviceNames: readonly string[],
): ReflectionAnswer {
  if (request.listServices !== undefined) {
    return { listServicesResponse: { service: serviceNames.map((name) => ({ name })) } };
  }
  if (request.fileByFilename !== undefined) {
    return fileAnswer(index, index.fileByName(request.fileByFilename), `file ${request.fileByFilename}`);
  }
  if (request.fileContainingSymbol !== undefined) {
    const symbol = request.fileContainingSymbol;
    return fileAnswer(index, index.fileBySymbol(symbol), `symbol ${symbol}`);
  }
  if (request.fileContainingExtension !== undefined) {
    const { containingType, extensionNumber } = request.fileContainingExtension;
    const file = index.fileByExtension(containingType, extensionNumber);
    return fileAnswer(index, file, `extension ${extensionNumber} of ${containingType}`);
  }
  if (request.allExtensionNumbersOfType !== undefined) {
    const baseTypeName = request.allExtensionNumbersOfType;
    const extensionNumber = index.extensionNumbers(baseTypeName);
    if (extensionNumber === undefined) return notFound(`message ${baseTypeName}`);
    return { allExtensionNumbersResponse: { baseTypeName, extensionNumber } };
  }
  return { errorResponse: { errorCode: status.INVALID_ARGUMENT, errorMessage: 'the request asks for nothing' } };
}

function fileAnswer(index: ReflectionIndex, file: DescFile | undefined, asked: string): ReflectionAnswer {
  if (file === undefined) return notFound(asked);
  return { fileDescriptorResponse: { fileDescriptorProto: index.withImports(file) } };
}

function notFound(asked: string): ReflectionAnswer {
  return { errorResponse: { errorCode: status.NOT_FOUND, errorMessage: `no ${asked}` } };
}

// Of `@grpc/reflection` only the contract is used: see createReflectionIndex.
function reflectionDefinition(): ServiceDefinition {
  const main = createRequire(import.meta.url).resolve('@grpc/reflection');
  const includes = join(dirname(main), '../proto');
  const files = reflectionServices.map((name) => `grpc/reflection/${name.split('.')[2] ?? ''}/reflection.proto`);
  const definition = loadSync(files, { includeDirs: [includes], longs: Number, oneofs: false })[
    reflectionServices[0] ?? ''
  ];
  if (definition === undefined || 'format' in definition) throw new Error('@grpc/reflection has another contract');
  return definition as ServiceDefinition;
}

// Both versions have the same messages: only the path differs.
function atService(definition: ServiceDefinition, service: string): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => [name, { ...method, path: `/${service}/${name}` }]),
  );
}
