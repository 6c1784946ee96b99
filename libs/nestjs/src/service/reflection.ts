import type { DescFile, MessageInitShape } from '@bufbuild/protobuf';
import { status, type Server, type ServerDuplexStream } from '@grpc/grpc-js';
import {
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponseSchema,
} from '../generated/grpc/reflection/v1/reflection_pb.ts';
import { ServerReflection as ServerReflectionAlpha } from '../generated/grpc/reflection/v1alpha/reflection_pb.ts';
import { MalformedRequest, serviceDefinitionOf } from './message-codec.ts';
import { createReflectionIndex, type ReflectionIndex } from './reflection-index.ts';

/** The question in a `ServerReflectionRequest`. */
export type ReflectionQuestion = ServerReflectionRequest['messageRequest'];

/** The answer in a `ServerReflectionResponse`. */
export type ReflectionAnswer = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>['messageResponse']>;

/** Both versions have the same messages under other names, so one handler serves both. */
const versions = [ServerReflection, ServerReflectionAlpha];

/**
 * Adds server reflection, v1 and v1alpha, so that generic clients can list, describe and call.
 *
 * @param server not started yet
 * @param files of the services; what they import comes along
 * @param serviceNames full names of the services to list; reflection itself is added
 * @see https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
 */
export function addReflection(server: Server, files: readonly DescFile[], serviceNames: readonly string[]): void {
  const index = createReflectionIndex([...files, ...versions.map(({ file }) => file)]);
  const listed = [...serviceNames, ...versions.map(({ typeName }) => typeName)];
  const serverReflectionInfo = (call: ServerDuplexStream<ServerReflectionRequest | MalformedRequest, object>) => {
    call.on('data', (request: ServerReflectionRequest | MalformedRequest) => {
      if (request instanceof MalformedRequest) {
        call.emit('error', { code: status.INVALID_ARGUMENT, details: 'the bytes are no message of the type' });
        return;
      }
      const { host, messageRequest } = request;
      const messageResponse = answerReflection(messageRequest, index, listed);
      call.write({ validHost: host, originalRequest: { host, messageRequest }, messageResponse });
    });
    call.on('end', () => call.end());
  };
  for (const service of versions) {
    server.addService(serviceDefinitionOf(service), { ServerReflectionInfo: serverReflectionInfo });
  }
}

/** Answers one question; what is not there is an `errorResponse`, after which the stream goes on. */
export function answerReflection(
  question: ReflectionQuestion,
  index: ReflectionIndex,
  serviceNames: readonly string[],
): ReflectionAnswer {
  switch (question.case) {
    case 'listServices':
      return { case: 'listServicesResponse', value: { service: serviceNames.map((name) => ({ name })) } };
    case 'fileByFilename':
      return fileAnswer(index, index.fileByName(question.value), `file ${question.value}`);
    case 'fileContainingSymbol':
      return fileAnswer(index, index.fileBySymbol(question.value), `symbol ${question.value}`);
    case 'fileContainingExtension': {
      const { containingType, extensionNumber } = question.value;
      const file = index.fileByExtension(containingType, extensionNumber);
      return fileAnswer(index, file, `extension ${extensionNumber} of ${containingType}`);
    }
    case 'allExtensionNumbersOfType': {
      const extensionNumber = index.extensionNumbers(question.value);
      if (extensionNumber === undefined) return failure(status.NOT_FOUND, `no message ${question.value}`);
      const value = { baseTypeName: question.value, extensionNumber: [...extensionNumber] };
      return { case: 'allExtensionNumbersResponse', value };
    }
    case undefined:
      return failure(status.INVALID_ARGUMENT, 'the request asks for nothing');
  }
}

function fileAnswer(index: ReflectionIndex, file: DescFile | undefined, asked: string): ReflectionAnswer {
  if (file === undefined) return failure(status.NOT_FOUND, `no ${asked}`);
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto: [...index.withImports(file)] } };
}

function failure(errorCode: status, errorMessage: string): ReflectionAnswer {
  return { case: 'errorResponse', value: { errorCode, errorMessage } };
}
