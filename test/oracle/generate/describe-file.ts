/** Descriptors of a file model, made directly: compiling texts would take fifty times as long. */
import { create, setExtension, type DescExtension, type DescFile, type Message } from '@bufbuild/protobuf';
import {
  DescriptorProtoSchema,
  EnumDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  file_google_protobuf_duration,
  file_google_protobuf_field_mask,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  MessageOptionsSchema,
  MethodOptions_IdempotencyLevel,
  MethodOptionsSchema,
  ServiceDescriptorProtoSchema,
  type DescriptorProto,
  type FieldDescriptorProto,
  type FileDescriptorProto,
  type FileDescriptorSet,
} from '@bufbuild/protobuf/wkt';
import { fromJson, type DescMessage, type JsonObject } from '@bufbuild/protobuf';
import { file_tributary_v1_compose } from '@tributary/language';
import type { FieldModel, FieldType, FileModel, MessageModel, ScalarName, SingularType } from './proto-model.ts';

/** What every generated file imports. */
export const imports: readonly DescFile[] = [
  file_google_protobuf_duration,
  file_google_protobuf_field_mask,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
  file_tributary_v1_compose,
];

const fixed: readonly FileDescriptorProto[] = (() => {
  const files = new Map<string, FileDescriptorProto>();
  const add = (file: DescFile): void => {
    for (const dependency of file.dependencies) add(dependency);
    files.set(file.proto.name, file.proto);
  };
  imports.forEach(add);
  return [...files.values()];
})();

/** The name of the generated file. */
export const fileName = 'generated.proto';

/** The descriptors of a file and all that it imports. */
export function describeFile(model: FileModel): FileDescriptorSet {
  const file = create(FileDescriptorProtoSchema, {
    name: fileName,
    package: model.package,
    syntax: 'proto3',
    dependency: imports.map(({ proto }) => proto.name),
    enumType: model.enums.map(({ name, values }) =>
      create(EnumDescriptorProtoSchema, { name, value: values.map(([value, number]) => ({ name: value, number })) }),
    ),
    messageType: model.messages.map((message) => describeMessage(model.package, message)),
    service: model.services.map(({ name, methods }) =>
      create(ServiceDescriptorProtoSchema, {
        name,
        method: methods.map(({ name: method, input, output, safety, composite }) => {
          const options = create(MethodOptionsSchema, {
            idempotencyLevel: MethodOptions_IdempotencyLevel[safety],
          });
          if (composite !== undefined) extend(options, 'composite', composite);
          return { name: method, inputType: `.${input}`, outputType: `.${output}`, options };
        }),
      }),
    ),
  });
  return create(FileDescriptorSetSchema, { file: [...fixed, file] });
}

function extend(options: Message, name: string, value: object | readonly object[]): void {
  const extension = file_tributary_v1_compose.extensions.find((one) => one.name === name);
  if (extension?.message === undefined) throw new Error(`there is no option ${name}`);
  const { message } = extension;
  const made = Array.isArray(value)
    ? (value as readonly object[]).map((one) => optionMessage(message, one))
    : optionMessage(message, value);
  // The extension was found by name, so its value is not typed.
  setExtension(options as never, extension as DescExtension as never, made as never);
}

function optionMessage(message: DescMessage, value: object): Message {
  return fromJson(message, value as JsonObject);
}

function describeMessage(pkg: string, { name, fields, lets, requires, source }: MessageModel): DescriptorProto {
  const options = create(MessageOptionsSchema);
  if (lets.length > 0) extend(options, 'let', lets);
  if (requires.length > 0) extend(options, 'require', requires);
  if (source !== undefined) extend(options, 'source', source);
  const oneofs = [...new Set(fields.flatMap(({ oneof }) => oneof ?? []))];
  const optionals = fields.filter(({ optional }) => optional === true);
  const describe = (field: FieldModel): FieldDescriptorProto => {
    const described = describeField(`.${pkg}.${name}`, field);
    if (field.oneof !== undefined) described.oneofIndex = oneofs.indexOf(field.oneof);
    if (field.optional === true) described.oneofIndex = oneofs.length + optionals.indexOf(field);
    return described;
  };
  return create(DescriptorProtoSchema, {
    name,
    options,
    field: fields.map(describe),
    oneofDecl: [...oneofs, ...optionals.map((field) => `_${field.name}`)].map((oneof) => ({ name: oneof })),
    nestedType: fields.flatMap(({ name: field, type }) => (type.kind === 'map' ? [describeEntry(field, type)] : [])),
  });
}

function describeEntry(field: string, { key, value }: FieldType & { kind: 'map' }): DescriptorProto {
  return create(DescriptorProtoSchema, {
    name: entryName(field),
    options: { mapEntry: true },
    field: [
      describeField('', { name: 'key', number: 1, type: { kind: 'scalar', scalar: key } }),
      describeField('', { name: 'value', number: 2, type: value }),
    ],
  });
}

function entryName(field: string): string {
  return `${field.replace(/(?:^|_)([a-z0-9]?)/g, (_, letter: string) => letter.toUpperCase())}Entry`;
}

function describeField(holder: string, { name, number, type, optional, from }: FieldModel): FieldDescriptorProto {
  const singular: SingularType =
    type.kind === 'list'
      ? type.element
      : type.kind === 'map'
        ? { kind: 'message', name: `${holder.slice(1)}.${entryName(name)}` }
        : type;
  const field = create(FieldDescriptorProtoSchema, {
    name,
    number,
    jsonName: name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    label: type.kind === 'list' || type.kind === 'map' ? Label.REPEATED : Label.OPTIONAL,
    type: singular.kind === 'scalar' ? typeOf(singular.scalar) : singular.kind === 'enum' ? Type.ENUM : Type.MESSAGE,
    ...(singular.kind === 'scalar' ? {} : { typeName: `.${singular.name}` }),
    ...(optional === true ? { proto3Optional: true } : {}),
  });
  if (from !== undefined) {
    field.options = create(FieldOptionsSchema);
    extend(field.options, 'from', from);
  }
  return field;
}

function typeOf(scalar: ScalarName): Type {
  return Type[scalar.toUpperCase() as Uppercase<ScalarName>];
}
