import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { type ChannelCredentials, Client, type ClientDuplexStream, type ServiceError, status } from '@grpc/grpc-js';
import {
  ServerReflectionRequestSchema,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from '@tributary/nestjs';

/** Asks a server for its contracts. Where it has no such thing, asking throws a grpc-js ServiceError. */
export interface ReflectionClient {
  /** Full names. */
  listServices(): Promise<readonly string[]>;
  /** The file that defines a symbol, perhaps with others; undefined where there is none. */
  fileOfSymbol(symbol: string): Promise<readonly FileDescriptorProto[] | undefined>;
  /** A file by its name, perhaps with others; undefined where there is none. */
  file(name: string): Promise<readonly FileDescriptorProto[] | undefined>;
  close(): void;
}

/** Newest first. Their messages differ in nothing but the package. */
const versions = ['v1', 'v1alpha'];

type Question = NonNullable<MessageInitShape<typeof ServerReflectionRequestSchema>['messageRequest']>;

/** A client of a server's reflection, v1 or, where it has only that, v1alpha. */
export function createReflectionClient(
  address: string,
  security: ChannelCredentials,
  timeoutMs: number,
): ReflectionClient {
  const client = new Client(address, security, { 'grpc.enable_retries': 0, 'grpc.max_receive_message_length': -1 });
  const deadline = Date.now() + timeoutMs;
  let known: string | undefined;
  const ask = async (question: Question): Promise<ServerReflectionResponse['messageResponse']> => {
    let unimplemented: unknown;
    for (const version of known === undefined ? versions : [known]) {
      try {
        const response = await askOnce(client, version, question, deadline);
        known = version;
        return response.messageResponse;
      } catch (error) {
        if ((error as ServiceError).code !== status.UNIMPLEMENTED) throw error;
        unimplemented = error;
      }
    }
    throw unimplemented;
  };
  const files = async (question: Question) => {
    const answer = await ask(question);
    if (answer.case !== 'fileDescriptorResponse') return undefined;
    return answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
  };
  return {
    listServices: async () => {
      const answer = await ask({ case: 'listServices', value: '' });
      return answer.case === 'listServicesResponse' ? answer.value.service.map(({ name }) => name) : [];
    },
    fileOfSymbol: (symbol) => files({ case: 'fileContainingSymbol', value: symbol }),
    file: (name) => files({ case: 'fileByFilename', value: name }),
    close: () => {
      client.close();
    },
  };
}

/** One question on a stream of its own: there are few, and an error ends no other. */
function askOnce(
  client: Client,
  version: string,
  question: Question,
  deadline: number,
): Promise<ServerReflectionResponse> {
  return new Promise((settle, fail) => {
    const stream: ClientDuplexStream<Question, ServerReflectionResponse> = client.makeBidiStreamRequest(
      `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
      (messageRequest: Question) =>
        Buffer.from(toBinary(ServerReflectionRequestSchema, create(ServerReflectionRequestSchema, { messageRequest }))),
      (bytes) => fromBinary(ServerReflectionResponseSchema, bytes),
      { deadline },
    );
    stream.on('data', settle);
    stream.on('error', fail);
    stream.on('end', () => {
      fail(new Error('the server closed the reflection stream without an answer'));
    });
    stream.write(question);
    stream.end();
  });
}
