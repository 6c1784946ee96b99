import { beforeAll, describe, expect, it } from '@jest/globals';
import { create, createFileRegistry, fromBinary, getExtension, type FileRegistry } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { status } from '@grpc/grpc-js';
import { answerReflection, type ReflectionAnswer, type ReflectionQuestion } from './reflection.ts';
import { createReflectionIndex, type ReflectionIndex } from './reflection-index.ts';
import { echoContract } from './testing/echo-contract.ts';

let registry: FileRegistry;
let index: ReflectionIndex;

beforeAll(async () => {
  registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, await echoContract()));
  const file = registry.getFile('test/v1/echo.proto');
  if (file === undefined) throw new Error('no file');
  index = createReflectionIndex([file]);
});

const ask = (question: ReflectionQuestion): ReflectionAnswer =>
  answerReflection(question, index, ['test.v1.EchoService']);

function filesIn(answer: ReflectionAnswer) {
  if (answer.case !== 'fileDescriptorResponse') throw new Error(`answered ${answer.case}`);
  return (answer.value.fileDescriptorProto ?? []).map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
}

describe('answerReflection', () => {
  it('lists the services', () => {
    expect(ask({ case: 'listServices', value: '' })).toEqual({
      case: 'listServicesResponse',
      value: { service: [{ name: 'test.v1.EchoService' }] },
    });
  });

  it.each([
    'test.v1.EchoService',
    'test.v1.EchoService.Echo',
    'test.v1.EchoRequest',
    'test.v1.EchoRequest.text',
    'test.v1.EchoRequest.choice',
    'test.v1.Mood',
    'test.v1.MOOD_FINE',
  ])('finds the file of %s, before all that it imports', (value) => {
    const names = filesIn(ask({ case: 'fileContainingSymbol', value })).map(({ name }) => name);
    expect(names[0]).toBe('test/v1/echo.proto');
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        'test/v1/options.proto',
        'buf/validate/validate.proto',
        'google/protobuf/duration.proto',
      ]),
    );
  });

  it('gives files with their custom options', () => {
    const [file] = filesIn(ask({ case: 'fileByFilename', value: 'test/v1/echo.proto' }));
    const audience = registry.getExtension('test.v1.audience');
    const options = file?.service[0]?.method[0]?.options;
    expect(audience && options && getExtension(options, audience)).toBe('everyone');
  });

  it('gives files from which the contract can be built again', () => {
    const file = filesIn(ask({ case: 'fileByFilename', value: 'test/v1/echo.proto' }));
    const again = createFileRegistry(create(FileDescriptorSetSchema, { file: file.toReversed() }));
    expect(again.getService('test.v1.EchoService')?.methods.map(({ name }) => name)).toEqual(['Echo']);
  });

  it('finds extensions by number, and their numbers', () => {
    const value = { containingType: 'google.protobuf.MethodOptions', extensionNumber: 50123 };
    const answer = answerReflection(
      { case: 'fileContainingExtension', value: { ...value, $typeName: 'grpc.reflection.v1.ExtensionRequest' } },
      index,
      [],
    );
    expect(filesIn(answer)[0]?.name).toBe('test/v1/options.proto');
    expect(ask({ case: 'allExtensionNumbersOfType', value: 'google.protobuf.MethodOptions' })).toEqual({
      case: 'allExtensionNumbersResponse',
      value: { baseTypeName: 'google.protobuf.MethodOptions', extensionNumber: [50123] },
    });
    expect(ask({ case: 'allExtensionNumbersOfType', value: 'test.v1.EchoRequest' })).toMatchObject({
      value: { extensionNumber: [] },
    });
  });

  it.each([
    { case: 'fileByFilename', value: 'none.proto' },
    { case: 'fileContainingSymbol', value: 'test.v1.None' },
    { case: 'allExtensionNumbersOfType', value: 'test.v1.None' },
  ] as const)('answers $case of what is not there with NOT_FOUND', (question) => {
    expect(ask(question)).toMatchObject({ case: 'errorResponse', value: { errorCode: status.NOT_FOUND } });
  });

  it('answers an empty question with INVALID_ARGUMENT', () => {
    expect(ask({ case: undefined })).toMatchObject({ value: { errorCode: status.INVALID_ARGUMENT } });
  });
});
